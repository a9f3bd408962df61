//! Every always-on rule, broken by literal packets; and a call that keeps them all.

mod acknowledgement;
mod calls;
mod case;
mod elements;
mod encryption;
mod headers;
mod media;
mod registration;
mod whole;
