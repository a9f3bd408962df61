//! Which scenarios are meant: by id, by the folder they stand in, or by a pattern.

/// Whether a pattern means an id: the id itself, a folder above it, or a glob in which `*` is any text and `?` any character.
pub fn means(pattern: &str, id: &str) -> bool {
    let pattern = pattern.trim_end_matches('/').trim_end_matches(".toml");
    let pattern = pattern.strip_prefix("scenarios/").unwrap_or(pattern);
    if pattern.contains(['*', '?']) {
        return glob(pattern.as_bytes(), id.as_bytes());
    }
    id.strip_prefix(pattern).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a glob means a text as a whole.
pub fn glob_means(pattern: &str, text: &str) -> bool {
    glob(pattern.as_bytes(), text.as_bytes())
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => {
            glob(rest, text) || text.split_first().is_some_and(|(_, tail)| glob(pattern, tail))
        }
        ([b'?', rest @ ..], [_, tail @ ..]) => glob(rest, tail),
        ([a, rest @ ..], [b, tail @ ..]) => a == b && glob(rest, tail),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_means_everything_below_it() {
        assert!(means("iax2/6.2", "iax2/6.2/new"));
        assert!(means("iax2/", "iax2/6.2/new"));
        assert!(!means("iax2/6.2", "iax2/6.2.2/new"));
    }

    #[test]
    fn an_id_means_itself() {
        assert!(means("iax2/6.2/new", "iax2/6.2/new"));
        assert!(means("scenarios/iax2/6.2/new.toml", "iax2/6.2/new"));
        assert!(!means("iax2/6.2/new", "iax2/6.2/new-accept"));
    }

    #[test]
    fn a_star_is_any_text_and_a_question_mark_any_character() {
        assert!(means("*hangup*", "iax2/7/hangup-repeats"));
        assert!(means("iax2/6.2.?/*", "iax2/6.2.5/one"));
        assert!(!means("iax2/6.2.?/*", "iax2/6.2.15/one"));
    }
}
