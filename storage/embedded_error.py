"""What an embedded PostgreSQL can say when it can't run."""


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL can't run here. The message is one sentence for the person who started the program."""
