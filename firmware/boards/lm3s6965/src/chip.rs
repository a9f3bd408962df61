//! Clocks and pins, data sheet chapters 5 (system control) and 8 (GPIO).

use crate::register::registers;

registers! {
    /// Run-mode clock configuration.
    RCC = 0x400f_e060;
    /// Raw interrupt status: bit 6 tells that the PLL is locked.
    RIS = 0x400f_e050;
    /// Clock gate of the watchdog.
    RCGC0 = 0x400f_e100;
    /// Clock gates of UARTs and timers.
    RCGC1 = 0x400f_e104;
    /// Clock gates of ports and Ethernet.
    RCGC2 = 0x400f_e108;
    /// Alternate functions of port A, where UART0 is.
    GPIOA_AFSEL = 0x4000_4420;
    /// Digital pins of port A.
    GPIOA_DEN = 0x4000_451c;
    /// Alternate functions of port F, where the Ethernet lamps are.
    GPIOF_AFSEL = 0x4002_5420;
    /// Digital pins of port F.
    GPIOF_DEN = 0x4002_551c;
}

const BYPASS: u32 = 1 << 11;
const PLL_POWER_DOWN: u32 = 1 << 13;
const USE_DIVISOR: u32 = 1 << 22;
/// A quarter of the PLL's 200 MHz.
const DIVIDE_BY_4: u32 = 3 << 23;
/// The board's crystal: 8 MHz.
const CRYSTAL_8_MHZ: u32 = 0xe << 6;
const PLL_LOCKED: u32 = 1 << 6;

/// Brings the core to 50 MHz and wakes what the phone needs.
pub(crate) fn start() {
    RCC.write(CRYSTAL_8_MHZ | BYPASS | USE_DIVISOR | DIVIDE_BY_4);
    while RIS.read() & PLL_LOCKED == 0 {}
    RCC.write(CRYSTAL_8_MHZ | USE_DIVISOR | DIVIDE_BY_4 & !PLL_POWER_DOWN);
    RCGC0.set(1 << 3);
    RCGC1.set(1 << 16 | 1);
    RCGC2.set(1 << 30 | 1 << 28 | 1 << 5 | 1);
    GPIOA_AFSEL.set(0b11);
    GPIOA_DEN.set(0b11);
    GPIOF_AFSEL.set(0b1100);
    GPIOF_DEN.set(0b1100);
}
