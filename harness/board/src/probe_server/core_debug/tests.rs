//! The debug registers, on a core that only tells what it was told.

use super::*;

/// A core that only tells what it was told.
#[derive(Debug, Default)]
struct Told {
    halted: bool,
    said: Vec<String>,
}

impl Memory for Told {
    fn read(&mut self, _: u32, octets: &mut [u8]) -> Result<(), TargetError> {
        octets.fill(0);
        Ok(())
    }

    fn write(&mut self, address: u32, octets: &[u8]) -> Result<(), TargetError> {
        self.said.push(format!("write {address:#x} {octets:x?}"));
        Ok(())
    }
}

impl Core for Told {
    fn is_halted(&mut self) -> Result<bool, TargetError> {
        Ok(self.halted)
    }

    fn halt(&mut self) -> Result<(), TargetError> {
        self.halted = true;
        self.said.push("halt".to_owned());
        Ok(())
    }

    fn resume(&mut self) -> Result<(), TargetError> {
        self.halted = false;
        self.said.push("resume".to_owned());
        Ok(())
    }

    fn step(&mut self) -> Result<(), TargetError> {
        self.said.push("step".to_owned());
        Ok(())
    }

    fn reset(&mut self) -> Result<(), TargetError> {
        self.said.push("reset".to_owned());
        Ok(())
    }

    fn read_register(&mut self, register: Register) -> Result<u32, TargetError> {
        Ok(if register == Register::General(15) { 0x1234 } else { 0 })
    }

    fn write_register(&mut self, register: Register, value: u32) -> Result<(), TargetError> {
        self.said.push(format!("{register:?} {value:#x}"));
        Ok(())
    }

    fn set_breakpoint(&mut self, address: u32, set: bool) -> Result<(), TargetError> {
        self.said.push(format!("{} {address:#x}", if set { "break" } else { "clear" }));
        Ok(())
    }
}

fn write(debug: &mut CoreDebug<Told>, address: u32, value: u32) -> Vec<String> {
    debug.write(address, &value.to_le_bytes()).expect("it is told only");
    std::mem::take(&mut debug.core.said)
}

fn read(debug: &mut CoreDebug<Told>, address: u32) -> u32 {
    let mut octets = [0; 4];
    debug.read(address, &mut octets).expect("it is told only");
    u32::from_le_bytes(octets)
}

#[test]
fn a_core_is_halted_stepped_and_let_go() {
    let mut debug = CoreDebug::new(Told::default());
    assert_eq!(write(&mut debug, DHCSR, 0xa05f_0003), ["halt"]);
    assert_eq!(read(&mut debug, DHCSR), 0x0203_0003);
    assert_eq!(read(&mut debug, DFSR), BY_DEBUGGER);
    assert_eq!(write(&mut debug, DHCSR, 0xa05f_000d), ["step"]);
    assert_eq!(write(&mut debug, DHCSR, 0xa05f_0001), ["resume"]);
    assert_eq!(read(&mut debug, DHCSR), 0x0101_0001);
}

#[test]
fn without_the_key_nothing_happens() {
    let mut debug = CoreDebug::new(Told::default());
    assert!(write(&mut debug, DHCSR, 3).is_empty());
    assert!(write(&mut debug, AIRCR, 4).iter().all(|said| said != "reset"));
}

#[test]
fn a_debugger_that_leaves_lets_the_core_run() {
    let mut debug = CoreDebug::new(Told::default());
    write(&mut debug, DHCSR, 0xa05f_0003);
    assert_eq!(write(&mut debug, DHCSR, 0xa05f_0000), ["resume"]);
}

#[test]
fn a_reset_is_caught_where_it_is_to_be() {
    let mut debug = CoreDebug::new(Told::default());
    write(&mut debug, DHCSR, 0xa05f_0001);
    write(&mut debug, DEMCR, 1);
    assert_eq!(write(&mut debug, AIRCR, 0x05fa_0004), ["halt", "reset"]);
    assert_eq!(read(&mut debug, DFSR), BY_CATCH);
    assert_eq!(read(&mut debug, DHCSR) & WAS_RESET, WAS_RESET);
    assert_eq!(read(&mut debug, DHCSR) & WAS_RESET, 0);
    write(&mut debug, DEMCR, 0);
    assert_eq!(write(&mut debug, AIRCR, 0x05fa_0004), ["reset", "resume"]);
}

#[test]
fn breakpoints_are_set_where_comparators_say() {
    let mut debug = CoreDebug::new(Told::default());
    assert!(write(&mut debug, FP_COMP0, 0x4000_0101).is_empty());
    assert_eq!(write(&mut debug, FP_CTRL, 3), ["break 0x100"]);
    assert_eq!(read(&mut debug, FP_CTRL), 0x261);
    assert_eq!(write(&mut debug, FP_COMP0 + 4, 0x8000_0201), ["break 0x202"]);
    assert_eq!(write(&mut debug, FP_COMP0, 0), ["clear 0x100"]);
    debug.core.halted = true;
    assert_eq!(read(&mut debug, DHCSR) & HALTED, HALTED);
    assert_eq!(read(&mut debug, DFSR), BY_BREAKPOINT);
}

#[test]
fn registers_go_through_the_data_register() {
    let mut debug = CoreDebug::new(Told::default());
    write(&mut debug, DHCSR, 0xa05f_0003);
    write(&mut debug, DCRSR, 15);
    assert_eq!(read(&mut debug, DCRDR), 0x1234);
    write(&mut debug, DCRDR, 7);
    assert_eq!(write(&mut debug, DCRSR, 1 << 16), ["General(0) 0x7"]);
}

#[test]
fn other_words_of_the_page_are_the_chips_own() {
    let mut debug = CoreDebug::new(Told::default());
    assert_eq!(write(&mut debug, 0xe000_ed08, 0), ["write 0xe000ed08 [0, 0, 0, 0]"]);
}
