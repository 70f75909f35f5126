"""The subcommands of `narahubung`, a file each; what is heavy is imported when it is called."""
