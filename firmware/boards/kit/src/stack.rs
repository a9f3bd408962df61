//! How deep the stack has been: it was painted at start-up, and what is still paint was never reached.

unsafe extern "C" {
    /// The stack begins here and grows down.
    static _stack_start: u32;
    /// Everything else ends here.
    static _stack_end: u32;
}

/// What cortex-m-rt's `paint-stack` paints with.
const PAINT: u32 = 0xcccc_cccc;

/// The most octets that the stack has had, and what there is for it.
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
