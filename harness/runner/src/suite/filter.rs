//! `--filter`: which scenarios are meant, by what they say of themselves.
//!
//! `KEY:PATTERN` terms, joined by `and`, `or`, `not` and parentheses. `not` binds first, then `and`, then `or`. A pattern is a
//! glob; one for ids may be a folder too. A term without a key is about the id.

use super::case::Case;
use super::select::{glob_means, means};
use core::ops::Range;
use core::str::FromStr;
use phonerig_judge::notation::diagnostic::{Diagnostic, Problem};

/// What a term can ask about.
const KEYS: [(&str, Key); 8] = [
    ("bench", Key::Bench),
    ("id", Key::Id),
    ("level", Key::Level),
    ("needs", Key::Needs),
    ("plays", Key::Plays),
    ("requires", Key::Requires),
    ("tag", Key::Tag),
    ("title", Key::Title),
];

/// An expression that scenarios meet or do not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Filter(Expression);

#[derive(Clone, Debug, Eq, PartialEq)]
enum Expression {
    Term(Key, String),
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Key {
    Bench,
    Id,
    Level,
    Needs,
    Plays,
    Requires,
    Tag,
    Title,
}

impl Filter {
    /// Whether a scenario is meant.
    pub fn means(&self, case: &Case) -> bool {
        self.0.means(case)
    }
}

impl Expression {
    fn means(&self, case: &Case) -> bool {
        match self {
            Self::Term(key, pattern) => key.means(pattern, case),
            Self::Not(inner) => !inner.means(case),
            Self::And(one, other) => one.means(case) && other.means(case),
            Self::Or(one, other) => one.means(case) || other.means(case),
        }
    }
}

impl Key {
    fn means(self, pattern: &str, case: &Case) -> bool {
        match self {
            Self::Id => means(pattern, &case.id),
            _ => self.words(case).iter().any(|word| glob_means(pattern, word)),
        }
    }

    /// What a scenario says about it.
    fn words(self, case: &Case) -> Vec<&str> {
        let scenario = &case.scenario;
        match self {
            Self::Id => vec![&case.id],
            Self::Title => vec![&scenario.title],
            Self::Level => vec![case.level.word()],
            Self::Needs => scenario.all_needs().collect(),
            Self::Bench => scenario.wishes().collect(),
            Self::Plays => scenario.plays.iter().map(String::as_str).collect(),
            Self::Tag => scenario.tags.iter().map(String::as_str).collect(),
            Self::Requires => scenario.requires.iter().map(|id| id.as_str()).collect(),
        }
    }
}

impl FromStr for Filter {
    type Err = Diagnostic;

    /// Reads an expression.
    ///
    /// # Errors
    /// The first mistake, with its place.
    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        let place =
            |problem: Problem| Diagnostic::new("--filter", text, problem.span.clone(), problem);
        let words = words(text).map_err(place)?;
        let mut parser = Parser { words: &words, end: text.len() };
        let expression = parser.or().map_err(place)?;
        match parser.words.first() {
            None => Ok(Self(expression)),
            Some(word) => Err(place(
                Problem::new(word.span.clone(), format!("`{}` joins nothing", word.text))
                    .help("terms are joined by `and` or `or`"),
            )),
        }
    }
}

/// A word of an expression, without its quotes.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    span: Range<usize>,
    is_quoted: bool,
}

/// Splits at blanks and around parentheses; quotes keep blanks together.
fn words(text: &str) -> Result<Vec<Word>, Problem> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let at = text.len() - rest.len();
        let Some(first) = rest.chars().next() else { return Ok(words) };
        let word = if matches!(first, '(' | ')') {
            Word { text: first.to_string(), span: at..at + 1, is_quoted: false }
        } else {
            word(rest, at)?
        };
        rest = &text[word.span.end..];
        words.push(word);
    }
}

/// The word at the beginning of a text.
fn word(text: &str, at: usize) -> Result<Word, Problem> {
    let (mut word, mut quote, mut opened) = (String::new(), None, at);
    let mut is_quoted = false;
    let mut end = text.len();
    for (place, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => word.push(c),
            None if matches!(c, '"' | '\'') => {
                (quote, opened, is_quoted) = (Some(c), at + place, true)
            }
            None if c.is_whitespace() || matches!(c, '(' | ')') => {
                end = place;
                break;
            }
            None => word.push(c),
        }
    }
    if quote.is_some() {
        return Err(Problem::new(opened..opened + 1, "this quote is never closed"));
    }
    Ok(Word { text: word, span: at..at + end, is_quoted })
}

struct Parser<'w> {
    words: &'w [Word],
    end: usize,
}

impl Parser<'_> {
    fn or(&mut self) -> Result<Expression, Problem> {
        let mut left = self.and()?;
        while self.takes("or") {
            left = Expression::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expression, Problem> {
        let mut left = self.not()?;
        while self.takes("and") {
            left = Expression::And(Box::new(left), Box::new(self.not()?));
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expression, Problem> {
        if self.takes("not") {
            return Ok(Expression::Not(Box::new(self.not()?)));
        }
        if self.takes("(") {
            let inner = self.or()?;
            return if self.takes(")") { Ok(inner) } else { Err(self.missing("a `)` is missing")) };
        }
        self.term()
    }

    fn term(&mut self) -> Result<Expression, Problem> {
        let example = "write for example `needs:trunk and not id:iax2/nat`";
        let Some((word, rest)) = self.words.split_first() else {
            return Err(self.missing("a term is missing").help(example));
        };
        if !word.is_quoted && matches!(word.text.as_str(), "and" | "or" | "(" | ")") {
            let problem = format!("`{}` stands where a term does", word.text);
            return Err(Problem::new(word.span.clone(), problem).help(example));
        }
        self.words = rest;
        let (key, pattern) = word.text.split_once(':').unwrap_or(("id", &word.text));
        let known = KEYS.iter().find(|(name, _)| *name == key);
        let Some((_, key)) = known else {
            let problem = format!("no term is about `{key}`");
            let problem = Problem::new(word.span.start..word.span.start + key.len(), problem);
            return Err(problem.suggest(key, KEYS.iter().map(|(name, _)| *name)));
        };
        Ok(Expression::Term(*key, pattern.to_owned()))
    }

    fn takes(&mut self, wanted: &str) -> bool {
        let found =
            self.words.split_first().filter(|(word, _)| !word.is_quoted && word.text == wanted);
        found.map(|(_, rest)| self.words = rest).is_some()
    }

    fn missing(&self, what: &str) -> Problem {
        let at = self.words.first().map_or(self.end, |word| word.span.start);
        Problem::new(at..at + 1, what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonerig_judge::scenario::Scenario;
    use phonerig_judge::verdict::Level;

    fn case() -> Case {
        let text = "title = 'A trunk of three'\nrequires = ['IAX2-7-03', 'R-01']\nneeds = ['trunk']\ntags = ['soak']\nplays = ['pbx', 'bob']\nstart = 'up'\nscript = '''\n+1s user hangs up\n+1s power cut\n'''";
        Case {
            id: "iax2/6.9/trunk".to_owned(),
            scenario: Scenario::parse("x.toml", text).expect("well formed"),
            level: Level::Must,
            unsupported: None,
        }
    }

    fn is_meant(expression: &str) -> bool {
        expression.parse::<Filter>().map_err(|e| e.to_string()).expect("well formed").means(&case())
    }

    fn mistake(expression: &str) -> String {
        expression.parse::<Filter>().expect_err("it has a mistake").to_string()
    }

    #[test]
    fn every_key_asks_about_its_part() {
        for expression in [
            "id:iax2/6.9",
            "iax2/6.9/trunk",
            "*trunk*",
            "requires:IAX2-7-*",
            "level:must",
            "needs:trunk",
            "needs:hands",
            "plays:bob",
            "tag:soak",
            "bench:power",
            "title:'A trunk*'",
        ] {
            assert!(is_meant(expression), "{expression}");
        }
        for expression in ["id:iax2/7", "needs:gsm", "level:should", "plays:alice", "tag:so"] {
            assert!(!is_meant(expression), "{expression}");
        }
    }

    #[test]
    fn not_binds_before_and_and_and_before_or() {
        assert!(is_meant("needs:trunk or needs:gsm and level:should"));
        assert!(!is_meant("(needs:trunk or needs:gsm) and level:should"));
        assert!(is_meant("not needs:gsm and tag:soak"));
        assert!(!is_meant("not (needs:gsm or tag:soak)"));
    }

    #[test]
    fn a_mistake_is_shown_at_its_place() {
        for (expression, words) in [
            ("need:trunk", "--filter:1:1: no term is about `need`"),
            ("tag:a and", "--filter:1:10: a term is missing"),
            ("tag:a tag:b", "--filter:1:7: `tag:b` joins nothing"),
            ("(tag:a", "--filter:1:7: a `)` is missing"),
            ("or tag:a", "--filter:1:1: `or` stands where a term does"),
            ("title:'x", "--filter:1:7: this quote is never closed"),
            ("", "--filter:1:1: a term is missing"),
        ] {
            let said = mistake(expression);
            assert!(said.starts_with(words), "{said}");
        }
        assert!(mistake("need:trunk").contains("did you mean `needs`?"));
    }
}
