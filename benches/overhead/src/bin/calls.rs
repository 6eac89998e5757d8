//! Makes calls: `calls PORT WAY COUNT` for callgrind to count instructions, and `calls PORT times BLOCKS CALLS` to time
//! blocks of calls, the ways in turn. It prints one line for each pair of blocks: the nanoseconds of each way.

use std::time::Instant;

use overhead::{Caller, Failure, Way, run};

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [port, "times", blocks, calls] => run(times(Caller::new(port)?, blocks.parse()?, calls.parse()?)),
        [port, way, count] => run(repeat(&Caller::new(port)?, Way::parse(way)?, count.parse()?)),
        _ => Err("usage: calls PORT WAY COUNT, or calls PORT times BLOCKS CALLS".into()),
    }
}

async fn repeat(caller: &Caller, way: Way, count: u32) -> Result<(), Failure> {
    for _ in 0..count {
        std::hint::black_box(caller.call(way).await?);
    }
    Ok(())
}

async fn times(caller: Caller, blocks: usize, calls: u32) -> Result<(), Failure> {
    for way in Way::ALL {
        repeat(&caller, way, calls).await?;
    }
    for block in 0..blocks {
        // Which way goes first changes with each block.
        let mut nanoseconds = [0; Way::ALL.len()];
        for turn in 0..nanoseconds.len() {
            let index = (block + turn) % nanoseconds.len();
            let start = Instant::now();
            repeat(&caller, Way::ALL[index], calls).await?;
            nanoseconds[index] = start.elapsed().as_nanos() / u128::from(calls);
        }
        println!("{}", nanoseconds.map(|it| it.to_string()).join(" "));
    }
    Ok(())
}
