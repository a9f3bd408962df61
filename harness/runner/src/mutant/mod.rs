//! Mutants: the reference phone with one named fault, which proves that a scenario or a rule can fail.
//!
//! Faults are data (scenarios/mutants/). Where a fault shows on the wire it is made there, between phone and network; else it
//! is a policy that the phone takes as an argument. The phone itself knows nothing of either.

mod change;
mod condition;
mod console;
mod device;
mod file;
mod frame;
mod numbering;
mod policy;
mod scout;
mod spec;
#[cfg(test)]
mod tests;
mod words;

pub use device::Mutated;
pub use policy::set_policy;
pub use scout::Scout;
pub use spec::{Mutant, MutantError, Mutants};
