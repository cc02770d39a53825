"""From pydantic's complaints to problems that name a key, what was found there and what is allowed."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, cast, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from models.rules.texts.localised import Localised, both
from models.rules.texts.problems import NOTHING, Problem, as_written, near_word, one_of

Loc = tuple[int | str, ...]

_REQUIRED: Final = both("обязательный ключ", "a required key")
_ALLOWED: Final[dict[str, Localised]] = {
    "model_type": both("таблица TOML", "a TOML table"),
    "mapping_type": both("таблица TOML", "a TOML table"),
    "dict_type": both("таблица TOML", "a TOML table"),
    "tuple_type": both("список", "a list"),
    "list_type": both("список", "a list"),
    "bool_type": both("true или false", "true or false"),
    "int_type": both("целое число", "a whole number"),
}


def problems_of_shape(
    error: ValidationError, tree: Mapping[str, Any], root: type[BaseModel], context: Mapping[str, Any]
) -> tuple[Problem, ...]:
    """All of them, in the order of the file's schema. context: what the values were validated with."""
    details = error.errors(include_url=False)
    meant = {
        (*detail["loc"][:-1], _meant(detail["loc"], root))
        for detail in details
        if detail["type"] == "extra_forbidden"
    }
    return tuple(
        _problem(detail, tree, root, context)
        for detail in details
        if not _follows_from_another(detail) and not (detail["type"] == "missing" and detail["loc"] in meant)
    )


def _meant(loc: Loc, root: type[BaseModel]) -> str | None:
    """The key that a misspelt one was probably to be: it is not reported as missing too."""
    model = _model_at(loc[:-1], root)
    return near_word(str(loc[-1]), model.model_fields) if model else None


def _follows_from_another(detail: ErrorDetails) -> bool:
    """A list is called too short also when each of its items was refused for its own reason."""
    return detail["type"] == "too_short" and bool(detail["input"])


def path_of(loc: Loc, tree: Mapping[str, Any]) -> str:
    """`desks[support].title` where the table has an id, `policies[#2].kind` (counted from 1) where not."""
    path, here = "", cast(Any, tree)
    for part in loc:
        if part == "[key]":
            continue
        here = _child(here, part)
        if isinstance(part, int):
            name = here.get("id") if isinstance(here, Mapping) else None
            path += f"[{name}]" if isinstance(name, str) and name else f"[#{part + 1}]"
        else:
            path += f".{part}" if path else part
    return path


def _problem(
    detail: ErrorDetails, tree: Mapping[str, Any], root: type[BaseModel], context: Mapping[str, Any]
) -> Problem:
    loc, refused = detail["loc"], detail.get("ctx", {})
    if detail["type"] == "refused":
        path = ".".join([path_of(loc, tree), *refused["tail"]])
        return Problem(path, refused["found"], refused["allowed"])
    path, found = path_of(loc, tree), as_written(detail["input"])
    if detail["type"] == "extra_forbidden":
        return Problem(path, both("неизвестный ключ", "an unknown key"), _known_keys(loc, root))
    if detail["type"] == "missing":
        return Problem(path, NOTHING, _wanted(loc, root, context))
    return Problem(path, found, _allowed(detail["type"], refused, detail["input"]))


def _wanted(loc: Loc, root: type[BaseModel], context: Mapping[str, Any]) -> Localised:
    """What a missing key should hold: asked of the key's own type, by offering it nothing."""
    model = _model_at(loc[:-1], root)
    field = model.model_fields[str(loc[-1])] if model else None
    if field is None:
        return _REQUIRED
    try:
        TypeAdapter(Annotated[field.annotation, "required", *field.metadata]).validate_python(None, context=context)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        refused = detail.get("ctx", {})
        allowed = refused["allowed"] if detail["type"] == "refused" else _allowed(detail["type"], refused, None)
        return both(f"{_REQUIRED.in_('ru')}: {allowed.in_('ru')}", f"{_REQUIRED.in_('en')}: {allowed.in_('en')}")
    return _REQUIRED


def _allowed(kind: str, context: Mapping[str, Any], found: object) -> Localised:
    match kind:
        case "literal_error":
            words = [word.strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(", ")]
            return one_of(words, found)
        case "greater_than_equal":
            return both(f"целое число от {context['ge']}", f"a whole number from {context['ge']}")
        case "less_than_equal":
            return both(f"целое число до {context['le']}", f"a whole number up to {context['le']}")
        case "too_short":
            return both("хотя бы один элемент", "at least one item")
        case _:
            return _ALLOWED.get(kind, both(f"другое значение ({kind})", f"another value ({kind})"))


def _known_keys(loc: Loc, root: type[BaseModel]) -> Localised:
    model = _model_at(loc[:-1], root)
    return one_of(model.model_fields if model else (), str(loc[-1]))


def _model_at(loc: Loc, root: type[BaseModel]) -> type[BaseModel] | None:
    here: Any = root
    for part in loc:
        here = _models_in(here)
        if here is None:
            return None
        if isinstance(part, str) and part in here.model_fields:
            here = here.model_fields[part].annotation
    found: type[BaseModel] | None = _models_in(here)
    return found


def _models_in(annotation: Any) -> Any:
    """The model behind `tuple[X, ...]`, `Mapping[str, X]`, `X | None` and `Annotated[X, …]`."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if issubclass(annotation, BaseModel) else None
    inner = (_models_in(argument) for argument in get_args(annotation))
    return next((model for model in inner if model is not None), None)


def _child(here: Any, part: int | str) -> Any:
    try:
        return here[part]
    except (KeyError, IndexError, TypeError):
        return None
