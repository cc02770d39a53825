#!/bin/sh
# make_venv.sh FOLDER: a virtual environment of the first Python >= 3.11 found (or of $PYTHON), or words that help.
set -eu
folder=$1

recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if recent "$python"; then found=$python; break; fi
done

if [ -z "${found:-}" ]; then
    python=${PYTHON:-python3}
    if version=$("$python" --version 2>&1); then
        echo "Otklik needs Python 3.11 or newer; $python is $version." >&2
        echo "Install a newer one and name it: make PYTHON=/path/to/python3.12 ..." >&2
    else
        echo "There is no $python here. On Debian or Ubuntu: sudo apt install python3 python3-venv" >&2
    fi
    exit 1
fi

# Debian splits ensurepip off; python3-venv follows the default Python, others have a package of their own
if ! "$found" -c 'import ensurepip, venv' 2>/dev/null; then
    package=python3-venv
    version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$version" != "$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" ]; then
        package=python$version-venv
    fi
    echo "Python $version here can't make virtual environments. On Debian or Ubuntu:" >&2
    echo "    sudo apt install $package" >&2
    exit 1
fi

rm -rf "$folder"
"$found" -m venv "$folder" || { rm -rf "$folder"; exit 1; }
