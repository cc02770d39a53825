"""What is so about SMS and phones: parts, numbers, stamps, machines that answer, automatic SMS."""
