//! Reports. Run by `calls`.

use chatwoot_client::{reports, types};

use super::{ACCOUNT, Bench, ID, case};

const SINCE: i64 = 1_704_067_200;
const UNTIL: i64 = 1_706_745_600;

pub(crate) async fn run(bench: &Bench) {
    statistics(bench).await;
    summaries(bench).await;
    tables(bench).await;
}

async fn statistics(bench: &Bench) {
    let reports = bench.client.reports();
    case(bench, "list-all-conversation-statistics", || {
        reports.statistics(
            reports::Statistics::new(ACCOUNT, types::ReportMetric::ResolutionsCount, types::ReportType::Inbox)
                .id(ID)
                .since(SINCE)
                .until(UNTIL)
                .group_by(types::ReportPeriod::Week)
                .timezone_offset(5.5)
                .business_hours(true),
        )
    })
    .await;
    case(bench, "list-all-conversation-statistics-summary", || {
        reports.summary(
            reports::Summary::new(ACCOUNT, "team")
                .id(ID)
                .since(SINCE)
                .until(UNTIL)
                .timezone_offset(-3)
                .business_hours(false),
        )
    })
    .await;
    case(bench, "get-account-conversation-metrics", || {
        reports.account_conversations(reports::AccountConversations::new(ACCOUNT))
    })
    .await;
    case(bench, "get-agent-conversation-metrics", || {
        reports.agent_conversations(reports::AgentConversations::new(ACCOUNT).page(16))
    })
    .await;
    case(bench, "get-account-reporting-events", || {
        reports.events(
            reports::Events::new(ACCOUNT).page(16).since(SINCE).until(UNTIL).inbox_id(5).user_id(13).name("a name"),
        )
    })
    .await;
}

async fn summaries(bench: &Bench) {
    let reports = bench.client.reports();
    case(bench, "get-agent-summary-report", || {
        reports.agent_summary(reports::AgentSummary::new(ACCOUNT).since(SINCE).until(UNTIL).business_hours(true))
    })
    .await;
    case(bench, "get-inbox-summary-report", || {
        reports.inbox_summary(reports::InboxSummary::new(ACCOUNT).since(SINCE).until(UNTIL).business_hours(false))
    })
    .await;
    case(bench, "get-team-summary-report", || {
        reports.team_summary(reports::TeamSummary::new(ACCOUNT).since(SINCE).until(UNTIL).business_hours(true))
    })
    .await;
    case(bench, "get-channel-summary-report", || {
        reports.channel_summary(reports::ChannelSummary::new(ACCOUNT).since(SINCE).until(UNTIL))
    })
    .await;
}

async fn tables(bench: &Bench) {
    let reports = bench.client.reports();
    case(bench, "get-first-response-time-distribution", || {
        reports.first_response_time_distribution(
            reports::FirstResponseTimeDistribution::new(ACCOUNT).since(SINCE).until(UNTIL),
        )
    })
    .await;
    case(bench, "get-inbox-label-matrix", || {
        reports.inbox_label_matrix(
            reports::InboxLabelMatrix::new(ACCOUNT)
                .since(SINCE)
                .until(UNTIL)
                .inbox_ids([103, 104])
                .label_ids([105, 106]),
        )
    })
    .await;
    case(bench, "get-outgoing-messages-count", || {
        reports.outgoing_messages_count(
            reports::OutgoingMessagesCount::new(ACCOUNT, types::OutgoingMessagesGroup::Label).since(SINCE).until(UNTIL),
        )
    })
    .await;
}
