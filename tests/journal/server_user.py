"""The user that a database server of the tests runs as: none of them runs as root."""

import os
import pwd


def unprivileged(*names: str) -> pwd.struct_passwd | None:
    """Return the first of some users that is there, or nobody; None if the tests do not run as root.

    Raises:
        LookupError: there is no such user.
    """
    if os.getuid() != 0:
        return None
    for name in (*names, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError(f"no unprivileged user to run a server as: {', '.join(names)}")
