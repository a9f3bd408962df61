//! What a debug probe sees of a Cortex-M: memory and a core.

/// Why a target does not do as it was told.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TargetError {
    /// It has no power.
    #[error("it has no power")]
    NoPower,
    /// It has ended, or a line to it has.
    #[error("{0}")]
    Gone(String),
    /// It answered with something else than was asked for: a bug of ours or of the emulator's.
    #[error("to `{question}` it answered `{answer}`")]
    Strange {
        /// What it was asked.
        question: String,
        /// What it said.
        answer: String,
    },
}

/// A memory bus.
pub trait Memory {
    /// Reads octets from an address on.
    ///
    /// # Errors
    /// Where the target is gone.
    fn read(&mut self, address: u32, octets: &mut [u8]) -> Result<(), TargetError>;

    /// Writes octets from an address on. Flash is written as memory.
    ///
    /// # Errors
    /// Where the target is gone.
    fn write(&mut self, address: u32, octets: &[u8]) -> Result<(), TargetError>;
}

/// A register of the core.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Register {
    /// R0 to R12, SP (13), LR (14) and PC (15).
    General(u8),
    /// The program status register.
    Xpsr,
}

/// A core that can be halted. Its memory can be read and written while it runs.
pub trait Core: Memory {
    /// Whether it stands still, by a debugger's will or at a breakpoint.
    ///
    /// # Errors
    /// Where the target is gone.
    fn is_halted(&mut self) -> Result<bool, TargetError>;

    /// Halts it; nothing where it is halted.
    ///
    /// # Errors
    /// Where the target is gone.
    fn halt(&mut self) -> Result<(), TargetError>;

    /// Lets a halted core run.
    ///
    /// # Errors
    /// Where the target is gone.
    fn resume(&mut self) -> Result<(), TargetError>;

    /// Lets a halted core do one instruction. One that waits for an interrupt is left undone.
    ///
    /// # Errors
    /// Where the target is gone.
    fn step(&mut self) -> Result<(), TargetError>;

    /// Resets the whole chip. A halted core stays halted, at its first instruction; a running one runs on.
    ///
    /// # Errors
    /// Where the target is gone.
    fn reset(&mut self) -> Result<(), TargetError>;

    /// Reads a register of a halted core.
    ///
    /// # Errors
    /// Where the target is gone.
    fn read_register(&mut self, register: Register) -> Result<u32, TargetError>;

    /// Writes a register of a halted core.
    ///
    /// # Errors
    /// Where the target is gone.
    fn write_register(&mut self, register: Register, value: u32) -> Result<(), TargetError>;

    /// Sets or clears a breakpoint at the address of an instruction.
    ///
    /// # Errors
    /// Where the target is gone.
    fn set_breakpoint(&mut self, address: u32, set: bool) -> Result<(), TargetError>;
}
