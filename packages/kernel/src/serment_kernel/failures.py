"""Tells where something failed without repeating a value: messages and tracebacks quote what people sent."""


def where(error: BaseException) -> str:
    """The innermost function of a failure, without any value."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "unknown"
