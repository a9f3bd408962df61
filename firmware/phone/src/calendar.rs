//! DATETIME from a count of seconds (RFC 5456 8.6.28): UTC, proleptic Gregorian.

use iax2_wire::ie::DateTime;

const DAY: u64 = 86_400;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: u64 = 719_468;
/// Days of 400 years.
const ERA: u64 = 146_097;

/// The date and time that lie `seconds` after 1970 began.
pub(crate) fn date_time(seconds: u64) -> DateTime {
    let days = seconds / DAY + EPOCH;
    let day_of_era = days % ERA;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months count from March, so that the leap day comes last.
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = days / ERA * 400 + year_of_era + u64::from(month <= 2);
    let second = seconds % DAY;
    let year = u16::try_from(year).unwrap_or(u16::MAX);
    let (hour, minute) = (octet(second / 3600), octet(second / 60 % 60));
    DateTime::new(year, octet(month), octet(day), hour, minute, octet(second % 60))
}

fn octet(value: u64) -> u8 {
    u8::try_from(value).expect("months, days, hours, minutes and seconds are below 61")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_wire_facts_comes_out() {
        // 2010-02-17 13:45:30 UTC, seconds halved.
        assert_eq!(date_time(1_266_414_330).0, 0x1451_6daf);
    }

    #[test]
    fn a_leap_day_is_the_29th_of_february() {
        let date = date_time(1_709_164_800);
        assert_eq!((date.year(), date.month(), date.day()), (2024, 2, 29));
    }
}
