//! What we say, in tshark's terms: from the rows of `phonerig show --json`.

use std::collections::BTreeMap;
use std::path::Path;

use phonerig::show::Show;
use serde_json::Value;

use super::Fields;

/// The elements that tshark has a field for.
pub(crate) const ELEMENTS: [(u64, &str); 49] = [
    (0x01, "iax2.iax.called_number"),
    (0x02, "iax2.iax.calling_number"),
    (0x03, "iax2.iax.calling_ani"),
    (0x04, "iax2.iax.calling_name"),
    (0x05, "iax2.iax.called_context"),
    (0x06, "iax2.iax.username"),
    (0x07, "iax2.iax.password"),
    (0x08, "iax2.iax.capability"),
    (0x09, "iax2.iax.format"),
    (0x0a, "iax2.iax.language"),
    (0x0b, "iax2.iax.version"),
    (0x0c, "iax2.iax.cpe_adsi"),
    (0x0d, "iax2.iax.dnid"),
    (0x0e, "iax2.iax.auth.methods"),
    (0x0f, "iax2.iax.auth.challenge"),
    (0x10, "iax2.iax.auth.md5"),
    (0x11, "iax2.iax.auth.rsa"),
    (0x12, "iax2.iax.app_addr.sinaddr"),
    (0x12, "iax2.iax.app_addr.sinport"),
    (0x13, "iax2.iax.refresh"),
    (0x14, "iax2.iax.dialplan_status"),
    (0x15, "iax2.iax.call_no"),
    (0x16, "iax2.iax.cause"),
    (0x18, "iax2.iax.msg_count"),
    (0x1b, "iax2.iax.transferid"),
    (0x1c, "iax2.iax.rdnis"),
    (0x1f, "iax2.iax.datetime.raw"),
    (0x26, "iax2.iax.callingpres"),
    (0x27, "iax2.iax.callington"),
    (0x28, "iax2.iax.callingtns"),
    (0x29, "iax2.iax.samplingrate"),
    (0x2a, "iax2.iax.causecode"),
    (0x2b, "iax2.iax.encryption"),
    (0x2d, "iax2.iax.codecprefs"),
    (0x2e, "iax2.iax.rrjitter"),
    (0x2f, "iax2.iax.rrloss"),
    (0x30, "iax2.iax.rrpkts"),
    (0x31, "iax2.iax.rrdelay"),
    (0x32, "iax2.iax.rrdropped"),
    (0x33, "iax2.iax.rrooo"),
    (0x37, "iax2.iax.capability2"),
    (0x38, "iax2.iax.format2"),
    (0x17, "iax2.iax.iax_unknown"),
    (0x2c, "iax2.iax.enckey"),
    (0x1d, "iax2.iax.provisioning"),
    (0x1e, "iax2.iax.aesprovisioning"),
    (0x20, "iax2.iax.devicetype"),
    (0x21, "iax2.iax.serviceident"),
    (0x22, "iax2.iax.firmwarever"),
];

/// Every IAX2 packet of a capture with its fields.
pub(crate) fn decode(path: &Path) -> BTreeMap<u64, Fields> {
    let mut packets: BTreeMap<u64, Vec<Value>> = BTreeMap::new();
    for line in rows(path).lines() {
        let row: Value = serde_json::from_str(line).expect("a JSON object a line");
        packets.entry(row["packet"].as_u64().expect("a packet")).or_default().push(row);
    }
    packets.into_iter().map(|(packet, rows)| (packet, fields(&rows))).collect()
}

fn rows(path: &Path) -> String {
    let json = tempfile::NamedTempFile::new().expect("a temporary file");
    let (capture, json_path) = (path.to_owned(), Some(json.path().to_owned()));
    let show = Show { capture, json: json_path, port: None, secrets: None };
    let (mut listing, mut warnings) = (Vec::new(), Vec::new());
    show.run(&mut listing, &mut warnings).expect("a capture that can be read");
    assert_eq!(String::from_utf8_lossy(&warnings), "");
    std::fs::read_to_string(json.path()).expect("rows")
}

fn fields(rows: &[Value]) -> Fields {
    let (first, mut fields) = (&rows[0], Fields::new());
    let mut put = |name: &str, value: String| fields.insert(name.to_owned(), value);
    match first["kind"].as_str().expect("a kind") {
        "trunk" => trunk(rows, &mut put),
        "full" => full(first, &mut put),
        _ => mini(first, &mut put),
    }
    fields
}

fn full(row: &Value, put: &mut impl FnMut(&str, String) -> Option<String>) {
    put("packet_type", "1".into());
    for name in ["src_call", "dst_call", "timestamp", "oseqno", "iseqno", "type"] {
        if let Some(number) = row[name].as_u64() {
            put(name, number.to_string());
        }
    }
    put("retry", u8::from(row["retry"].as_bool().expect("a flag")).to_string());
    match (row["type"].as_u64(), row["subclass"].as_u64()) {
        (Some(1 | 12), Some(digit)) => {
            put("digit", char::from(digit as u8).into());
        }
        (_, Some(subclass)) => {
            put("subclass", subclass.to_string());
        }
        _ => {}
    }
    if let Some(ies) = row["ies"].as_array() {
        elements(ies, put);
    }
}

fn elements(ies: &[Value], put: &mut impl FnMut(&str, String) -> Option<String>) {
    let listed = |of: fn(&Value) -> String| ies.iter().map(of).collect::<Vec<_>>().join(" ");
    if !ies.is_empty() {
        put("ies", listed(|ie| ie["ie"].to_string()));
        put("lengths", listed(|ie| (ie["data"].as_str().expect("hex").len() / 2).to_string()));
    }
    for (code, name) in ELEMENTS {
        let values: Vec<_> =
            ies.iter().filter(|ie| ie["ie"] == code).map(|ie| value(name, ie)).collect();
        let joined = values.join(" ");
        if !joined.is_empty() {
            put(name, joined);
        }
    }
}

fn value(name: &str, ie: &Value) -> String {
    let value = &ie["value"];
    match (name, value) {
        ("iax2.iax.app_addr.sinaddr", Value::String(address)) => {
            address.rsplit_once(':').expect("a port").0.to_owned()
        }
        ("iax2.iax.app_addr.sinport", Value::String(address)) => {
            address.rsplit_once(':').expect("a port").1.to_owned()
        }
        (_, Value::String(text)) => text.clone(),
        _ => value.to_string(),
    }
}

fn mini(row: &Value, put: &mut impl FnMut(&str, String) -> Option<String>) {
    put("packet_type", "0".into());
    for name in ["src_call", "timestamp"] {
        if let Some(number) = row[name].as_u64() {
            put(name, number.to_string());
        }
    }
}

fn trunk(rows: &[Value], put: &mut impl FnMut(&str, String) -> Option<String>) {
    let listed = |name: &str| {
        let numbers = rows.iter().filter_map(|row| row[name].as_u64());
        numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
    };
    put("packet_type", "3".into());
    put("timestamp", rows[0]["trunk_timestamp"].to_string());
    put("entries", listed("src_call"));
    put("entry lengths", listed("octets"));
    let stamps = listed("timestamp");
    if !stamps.is_empty() {
        put("entry timestamps", stamps);
    }
}
