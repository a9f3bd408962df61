//! What a figure of the RFC is in code: rows of state, input, output and next state.

use core::fmt;

/// A state diagram.
#[derive(Debug)]
pub struct Figure<S: 'static, I: 'static, O: 'static> {
    /// The RFC's own caption.
    pub title: &'static str,
    /// Its arrows.
    pub moves: &'static [Move<S, I, O>],
}

/// An arrow of a diagram.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Move<S: 'static, I: 'static, O: 'static> {
    /// Where it may start.
    pub from: &'static [S],
    /// What sets it off.
    pub input: I,
    /// What is done.
    pub output: O,
    /// Where it leads.
    pub to: S,
    /// The section that asks for it where the figure does not show it.
    pub by: Option<&'static str>,
}

impl<S: Copy + PartialEq, I: Copy + PartialEq, O: Copy> Figure<S, I, O> {
    /// The arrow that `input` takes from `state`; `None`: the input means nothing there.
    pub fn step(&self, state: S, input: I) -> Option<Move<S, I, O>> {
        self.moves.iter().find(|row| row.input == input && row.from.contains(&state)).copied()
    }
}

impl<S: fmt::Display, I: fmt::Display, O: fmt::Display> Figure<S, I, O> {
    /// The diagram in Graphviz' language.
    pub const fn dot(&self) -> Dot<'_, S, I, O> {
        Dot(self)
    }
}

impl<S: fmt::Display, I: fmt::Display, O: fmt::Display> fmt::Display for Figure<S, I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        for row in self.moves {
            for from in row.from {
                write!(f, "{from:12} --{} / {}--> {}", row.input, row.output, row.to)?;
                match row.by {
                    Some(section) => writeln!(f, "   ({section})")?,
                    None => writeln!(f)?,
                }
            }
        }
        Ok(())
    }
}

/// Prints a figure in Graphviz' language; what the RFC's figure does not show is dashed.
#[derive(Debug)]
pub struct Dot<'a, S: 'static, I: 'static, O: 'static>(&'a Figure<S, I, O>);

impl<S: fmt::Display, I: fmt::Display, O: fmt::Display> fmt::Display for Dot<'_, S, I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "digraph {{\n    label = \"{}\"", self.0.title)?;
        for row in self.0.moves {
            for from in row.from {
                let style = if row.by.is_some() { ", style = dashed" } else { "" };
                let label = format_args!("{}\\n{}", row.input, row.output);
                writeln!(f, "    \"{from}\" -> \"{}\" [label = \"{label}\"{style}]", row.to)?;
            }
        }
        writeln!(f, "}}")
    }
}

/// Declares a figure: its states, inputs and outputs with the RFC's own words, then its arrows.
macro_rules! figure {
    (
        $(#[$figure_doc:meta])*
        $figure:ident = $title:literal;
        $(#[$state_doc:meta])*
        states $State:ident { $($state:ident $state_name:literal),+ $(,)? }
        $(#[$input_doc:meta])*
        inputs $Input:ident { $($input:ident $input_name:literal),+ $(,)? }
        $(#[$output_doc:meta])*
        outputs $Output:ident { $($output:ident $output_name:literal),+ $(,)? }
        moves {
            $($($from:ident)|+ : $given:ident / $done:ident => $to:ident $(by $section:literal)?;)+
        }
    ) => {
        $crate::figures::table::words! { $(#[$state_doc])* $State { $($state $state_name),+ } }
        $crate::figures::table::words! { $(#[$input_doc])* $Input { $($input $input_name),+ } }
        $crate::figures::table::words! { $(#[$output_doc])* $Output { $($output $output_name),+ } }

        $(#[$figure_doc])*
        pub static $figure: $crate::figures::Figure<$State, $Input, $Output> = $crate::figures::Figure {
            title: $title,
            moves: &[$($crate::figures::Move {
                from: &[$($State::$from),+],
                input: $Input::$given,
                output: $Output::$done,
                to: $State::$to,
                by: $crate::figures::table::section!($($section)?),
            }),+],
        };
    };
}

/// A plain enum whose variants print as the RFC writes them.
macro_rules! words {
    ($(#[$doc:meta])* $Name:ident { $($variant:ident $text:literal),+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub enum $Name {
            $(#[doc = concat!("`", $text, "`.")] $variant),+
        }

        impl $Name {
            /// The RFC's word for it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl core::fmt::Display for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.word())
            }
        }
    };
}

/// The section that stands behind an arrow which the figure does not show.
macro_rules! section {
    () => {
        None
    };
    ($section:literal) => {
        Some($section)
    };
}

pub(crate) use {figure, section, words};
