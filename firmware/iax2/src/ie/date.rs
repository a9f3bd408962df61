//! DATETIME: 32 bits, the last five too few for seconds (RFC 5456 8.6.28).

/// A date and time as the element packs it: year 7, month 4, day 5, hour 5, minute 6, seconds 5 bits.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct DateTime(pub u32);

impl DateTime {
    /// Packs a date; every field is cut to its width. `seconds` are halved, as deployed stacks do, since five bits cannot
    /// hold 59.
    pub const fn new(year: u16, month: u8, day: u8, hour: u8, minute: u8, seconds: u8) -> Self {
        let year = (year.saturating_sub(2000) & 0x7f) as u32;
        let day_bits = ((month & 0x0f) as u32) << 21 | ((day & 0x1f) as u32) << 16;
        let time_bits = ((hour & 0x1f) as u32) << 11 | ((minute & 0x3f) as u32) << 5;
        Self(year << 25 | day_bits | time_bits | ((seconds / 2) & 0x1f) as u32)
    }

    const fn bits(self, shift: u32, mask: u32) -> u8 {
        ((self.0 >> shift) & mask) as u8
    }

    /// The year, 2000..=2127.
    pub const fn year(self) -> u16 {
        2000u16.saturating_add(self.bits(25, 0x7f) as u16)
    }

    /// The month; 1..=12 where the sender is right.
    pub const fn month(self) -> u8 {
        self.bits(21, 0x0f)
    }

    /// The day of the month.
    pub const fn day(self) -> u8 {
        self.bits(16, 0x1f)
    }

    /// The hour.
    pub const fn hour(self) -> u8 {
        self.bits(11, 0x1f)
    }

    /// The minute.
    pub const fn minute(self) -> u8 {
        self.bits(5, 0x3f)
    }

    /// The five bits for seconds as they stand; deployed stacks put seconds / 2 there.
    pub const fn seconds_field(self) -> u8 {
        self.bits(0, 0x1f)
    }

    /// Whether every field is a possible one: the day exists in its month, and there is such a time.
    pub const fn is_sane(self) -> bool {
        let day = self.day();
        day >= 1 && day <= self.days_in_month() && self.hour() < 24 && self.minute() < 60
    }

    /// Seconds since 1970 where it is a date, taken as UTC and its last five bits as halved seconds.
    pub fn unix_seconds(self) -> Option<u64> {
        const DAYS_UNTIL_2000: u64 = 10_957;
        const DAYS_UNTIL_MONTH: [u64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        let in_months = *DAYS_UNTIL_MONTH.get(usize::from(self.month()).checked_sub(1)?)?;
        let years = u64::from(self.year().saturating_sub(2000));
        // Only 2100 is no leap year; the leap day of the year itself counts from March on.
        let leap_days = years.div_ceil(4).saturating_sub((years > 100).into());
        let leap_day = self.month() > 2 && years.is_multiple_of(4) && years != 100;
        let in_days = u64::from(self.day()).saturating_sub(1);
        let days = [years.saturating_mul(365), leap_days, in_months, leap_day.into(), in_days]
            .iter()
            .fold(DAYS_UNTIL_2000, |sum, days| sum.saturating_add(*days));
        let hours = days.saturating_mul(24).saturating_add(self.hour().into());
        let minutes = hours.saturating_mul(60).saturating_add(self.minute().into());
        let halves = minutes.saturating_mul(30).saturating_add(self.seconds_field().into());
        self.is_sane().then_some(halves.saturating_mul(2))
    }

    /// The days of the month, 0 where there is no such month. Only 2100 is no leap year among those that fit.
    const fn days_in_month(self) -> u8 {
        match self.month() {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if self.year().is_multiple_of(4) && self.year() != 2100 => 29,
            2 => 28,
            _ => 0,
        }
    }
}
