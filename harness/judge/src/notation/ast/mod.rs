//! What a script line means, before anything is played.

mod acts;
mod flow;
mod frame;
mod script;

pub use acts::{LinkOrder, LinkVerb, NatOrder, Power, Sign, Treatment, UserAction, UserVerb};
pub use flow::{Audio, Flow, FlowEvent, Sound, TrunkCall, TrunkEntry, TrunkFlaw, Trunking, Wrap};
pub use frame::{End, Field, Flag, FrameEvent, HeaderField, Mapping, Value};
pub use script::{Event, Line, Script, Step, Times, When};
