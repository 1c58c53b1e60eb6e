"""Real computers to try things on, for tests and bench alike: OpenSSH on loopback, Timekpr's files, ways to be dead.

Everything listens on the loopback interface alone and ends with its ``with``.
"""
