//! What can go wrong at the end of a probe.

use core::error::Error;

/// Why a board did not do as it was told.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("board {board}: cannot {need}: {cause}")]
pub struct ProbeError {
    /// The board.
    pub board: String,
    /// What it was to do.
    pub need: &'static str,
    /// What probe-rs or the system says, from the outermost cause to the innermost.
    pub cause: String,
}

impl ProbeError {
    pub(super) fn new(board: &str, need: &'static str, cause: &dyn Error) -> Self {
        Self { board: board.to_owned(), need, cause: chain(cause) }
    }
}

/// An error with its causes. Those that only repeat what was said are left out.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{}: {more}", text.trim_end_matches('.'));
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outside")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn an_error_tells_board_need_and_every_cause() {
        let cause = Outer(std::io::Error::other("inside"));
        let error = ProbeError::new("desk-1", "halt", &cause);
        assert_eq!(error.to_string(), "board desk-1: cannot halt: outside: inside");
    }
}
