//! Counts what each call takes from the allocator: `allocations PORT COUNT BODY`, where the file BODY holds the body that
//! the server answers. It prints one line for each call and stage: the way, the stage, allocations, reallocations, bytes.

use std::alloc::System;

use chatwoot_client::types::ConversationPage;
use overhead::{Caller, Failure, Way, run};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const WARM_UP: u32 = 20;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [port, count, body] = arguments.as_slice() else {
        return Err("usage: allocations PORT COUNT BODY".into());
    };
    let body = std::fs::read(body)?;
    run(count_all(Caller::new(port)?, count.parse()?, &body))
}

async fn count_all(caller: Caller, count: u32, body: &[u8]) -> Result<(), Failure> {
    for way in Way::ALL {
        for _ in 0..WARM_UP {
            caller.call(way).await?;
        }
        for _ in 0..count {
            let region = Region::new(ALLOCATOR);
            prepare(&caller, way);
            report(way, "prepare", &region);

            let region = Region::new(ALLOCATOR);
            let page: ConversationPage = serde_json::from_slice(body)?;
            report(way, "decode", &region);
            drop(page);

            let region = Region::new(ALLOCATOR);
            caller.call(way).await?;
            report(way, "call", &region);
        }
    }
    Ok(())
}

/// Makes the future of a call, which is never polled.
fn prepare(caller: &Caller, way: Way) {
    match way {
        Way::Client => drop(caller.through_client().into_future()),
        Way::ByHand => drop(caller.by_hand().send()),
    }
}

fn report(way: Way, stage: &str, region: &Region<'_, System>) {
    let change = region.change();
    println!("{} {stage} {} {} {}", way.name(), change.allocations, change.reallocations, change.bytes_allocated);
}
