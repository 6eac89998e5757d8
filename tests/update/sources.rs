//! Where the document comes from, and everything that can be wrong with that: exit code 2, a problem, and nothing written.

use std::fs::{self, File};
use std::io::Write as _;
use std::net::TcpListener;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::project::{Project, ours};
use crate::server::{answer, serve, serve_text};
use xtask::update::fetch::{Limits, fetch};

/// A run on this source changes nothing and says why.
#[track_caller]
fn refused(project: &Project, arguments: &[&str], wanted: &[&str]) {
    let before = project.state();
    let ran = project.update(arguments).ends(2).says(wanted).says(&["help: "]).hides(&["secret"]);
    assert!(ran.out.is_empty(), "{}", ran.out);
    project.is_as(&before);
}

#[test]
fn files_that_are_no_documents() {
    let project = Project::small();
    let (folder, big) = (tempfile::tempdir().unwrap(), tempfile::NamedTempFile::new().unwrap());
    File::options().write(true).open(big.path()).unwrap().set_len((64 << 20) + 1).unwrap();
    let bad = folder.path().join("bad.json");
    let bad = bad.to_str().unwrap();
    refused(&project, &["nowhere.json"], &["error[source-unreadable]", "nowhere.json"]);
    refused(&project, &[folder.path().to_str().unwrap()], &["error[source-unreadable]"]);
    refused(&project, &[big.path().to_str().unwrap()], &["error[source-too-large]", "larger than 64 MiB"]);
    for (bytes, wanted) in [
        (&b"\xff\xfe{}"[..], "error[source-encoding]"),
        (b"\n<!doctype html><title>Pets</title>", "error[source-html]"),
        (b"{\"openapi\": \"3.1.0\",", "error[syntax]"),
        (b"", "error["),
        (b"[]", "error["),
        (b"{\"name\": \"pets\", \"version\": \"1\"}", "error[document-version]"),
        (b"{\"swagger\": \"2.0\", \"paths\": {}}", "error[document-version]"),
        (b"{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"\", \"version\": \"1\"}, \"paths\": []}", "error["),
        (b"{\"openapi\": \"3.1.0\", \"info\": 1, \"paths\": {}}", "error["),
    ] {
        fs::write(bad, bytes).unwrap();
        refused(&project, &[bad], &[wanted]);
    }
    let broken = ours().to_string().replace("#/components/schemas/Pet", "#/components/schemas/Pat");
    fs::write(bad, &broken).unwrap();
    refused(&project, &[bad], &["error[reference-dangling]"]);
    let before = project.state();
    project.update_with(&["-"], broken.as_bytes()).ends(2).says(&["<stdin>", "error[reference-dangling]"]);
    project.update_with(&["-"], &vec![b' '; (64 << 20) + 1]).ends(2).says(&["error[source-too-large]"]);
    project.is_as(&before);
    project.update(&[bad, "--format", "json"]).ends(2).says(&["\"code\": \"reference-dangling\""]);
}

#[test]
fn addresses_that_are_not_asked() {
    let project = Project::small();
    for address in ["http://pets.example/a.json", "http://127.0.0.1.pets.example/", "ftp://pets.example/a"] {
        refused(&project, &[address], &["error[source-insecure]", address]);
    }
    refused(&project, &["https://"], &["error[source-address]"]);
    project.update(&[]).ends(2);
    project.update(&["a", "--timeout", "0"]).ends(2);
}

#[test]
fn servers_that_answer_something_else() {
    let project = Project::small();
    let at = |address: String| address.replace("http://", "http://ada:secret@") + "/spec.json?token=secret";
    for (address, wanted) in [
        (answer("404 Not Found", "{}"), ["error[source-status]", "404 Not Found"]),
        (answer("401 Unauthorized", "{}"), ["error[source-status]", "401"]),
        (answer("204 No Content", ""), ["error[source-status]", "204"]),
        (answer("200 OK\r\nContent-Type: text/html; charset=utf-8", "{}"), ["error[source-html]", "web page"]),
        (answer("200 OK", "<html></html>"), ["error[source-html]", "web page"]),
        (answer("200 OK", "{}"), ["error[document-version]", "no OpenAPI"]),
        (answer("302 Found", ""), ["error[source-redirects]", "without an address"]),
        (answer("302 Found\r\nLocation: /again?secret", ""), ["error[source-redirects]", "more than 5 times"]),
        (
            answer("302 Found\r\nLocation: http://pets.example/?secret", ""),
            ["error[source-insecure]", "leads to http://pets.example/, which is not https"],
        ),
        (answer("301 Moved\r\nLocation: file:///etc/hosts", ""), ["error[source-insecure]", "not https"]),
        (serve_text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_owned()), ["error[source-unreachable]", "body"]),
        (serve_text("SSH-2.0-pets\r\n".to_owned()), ["error[source-unreachable]", "cannot be fetched"]),
        (
            serve_text("HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n{".to_owned()),
            ["error[source-too-large]", "larger than 64 MiB"],
        ),
    ] {
        refused(&project, &[&at(address)], &wanted);
    }
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    refused(&project, &[&format!("http://{closed}/")], &["error[source-unreachable]"]);
}

#[test]
fn servers_that_never_end() {
    let project = Project::small();
    let endless = serve(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        let chunk = vec![b' '; 1 << 20];
        (0..200).try_for_each(|_| stream.write_all(&chunk))
    });
    refused(&project, &[&endless], &["error[source-too-large]", "larger than 64 MiB"]);
    let dripping = || {
        serve(|_, stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
            (0..100).try_for_each(|_| {
                sleep(Duration::from_millis(50));
                stream.write_all(b" ")
            })
        })
    };
    let start = Instant::now();
    refused(&project, &[&dripping(), "--timeout", "1"], &["error[source-slow]", "did not end within 1 seconds"]);
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    // Each limit by itself.
    let limits = |total, stall| Limits {
        total: Duration::from_millis(total),
        stall: Duration::from_millis(stall),
        ..Limits::default()
    };
    let silent = || {
        serve(|_, _| {
            sleep(Duration::from_secs(6));
            Ok(())
        })
    };
    for (address, limits, wanted) in [
        (silent(), limits(9_000, 200), "the server sent nothing within 0.2 seconds"),
        (silent(), limits(200, 9_000), "it did not end within 0.2 seconds"),
        (dripping(), limits(300, 9_000), "it did not end within 0.3 seconds"),
    ] {
        let start = Instant::now();
        let failure = fetch(&address, &limits).unwrap_err();
        assert_eq!((failure.code, failure.message.as_str()), ("source-slow", wanted));
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    }
}

#[test]
fn a_document_comes_by_file_input_or_address() {
    let project = Project::small();
    let mut document = ours();
    let mut version = 1;
    let mut next = || {
        version += 1;
        document["info"]["version"] = version.to_string().into();
        (document.clone(), format!("version {version}\n"))
    };
    let (vendor, wanted) = next();
    project.update_with(&["-"], vendor.to_string().as_bytes()).ends(0).says(&["source: <stdin>", &wanted]);
    let (vendor, wanted) = next();
    let yaml = serde_yaml::to_string(&vendor).unwrap();
    project.update_with(&["-"], yaml.as_bytes()).ends(0).says(&[&wanted]);
    assert_eq!(project.document(), vendor);
    let (vendor, wanted) = next();
    let text = vendor.to_string();
    let address = serve(move |head, stream| {
        let step = head.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').parse::<usize>().unwrap_or(0);
        match step {
            5 => write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len()),
            _ => write!(stream, "HTTP/1.1 307 On\r\nLocation: /{}\r\nContent-Length: 0\r\n\r\n", step + 1),
        }
    });
    let source = address.replace("http://", "http://ada:secret@") + "/0?token=secret#secret";
    let ran = project.update(&[&source, "--release", "4.16.0"]).ends(0).hides(&["secret"]);
    ran.says(&[&format!("source: {address}/0, {}", wanted.trim_end()), ", release 4.16.0\n"]);
    let lock = project.text("spec.lock");
    assert!(lock.contains(&format!("\nsource = \"{address}/0\"\nrelease = \"4.16.0\"\nversion = \"4\"\n")), "{lock}");
}
