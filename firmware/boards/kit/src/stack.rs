//! What the stack tells: how deep it has been, and who called whom.

use heapless::Vec;

unsafe extern "C" {
    /// The stack begins here and grows down.
    static _stack_start: u32;
    /// Everything else ends here.
    static _stack_end: u32;
    /// Code begins here.
    static __stext: u32;
    /// And ends here.
    static __etext: u32;
}

/// What cortex-m-rt's `paint-stack` paints with.
const PAINT: u32 = 0xcccc_cccc;

/// Calls that are told.
const CALLS: usize = 12;

/// The most octets that the stack has had, and what there is for it.
///
/// The stack was painted at start-up, and what is still paint was never reached.
pub(crate) fn depth() -> (usize, usize) {
    let (low, high) = (&raw const _stack_end, &raw const _stack_start);
    let size = high.addr() - low.addr();
    let words = size / size_of::<u32>();
    let painted = (0..words).take_while(|word| {
        // SAFETY: the word lies between the stack's end and its start, which is RAM.
        unsafe { low.add(*word).read_volatile() == PAINT }
    });
    (size - painted.count() * size_of::<u32>(), size)
}

/// Where the last calls would have returned to, the latest first: what on the stack looks like an address of code, which a
/// stale value may too.
pub(crate) fn calls() -> Vec<u32, CALLS> {
    let code = (&raw const __stext).addr()..(&raw const __etext).addr();
    let here = 0_u32;
    let low = (&raw const here).expose_provenance();
    let values = (low..(&raw const _stack_start).addr()).step_by(size_of::<u32>()).map(|at| {
        // SAFETY: the word lies between here and the stack's start, which is RAM.
        unsafe { core::ptr::with_exposed_provenance::<u32>(at).read_volatile() }
    });
    // The lowest bit of a return address says that it is Thumb code.
    values.filter(|value| value & 1 == 1 && code.contains(&(*value as usize))).take(CALLS).collect()
}
