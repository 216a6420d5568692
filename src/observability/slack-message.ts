import { NOTICE_SEVERITIES, type NoticeSeverity } from '../ports/notifier.ts';
import type { CountedNotice } from './notice-book.ts';

/** A message as Slack and those that are compatible with it take it. */
export interface SlackMessage {
  readonly text: string;
}

const SIGNS: Readonly<Record<NoticeSeverity, string>> = {
  info: ':information_source:',
  warning: ':warning:',
  critical: ':rotating_light:',
};
/** More than this nobody reads; the rest is counted. */
const MOST_NOTICES = 10;
const LONGEST_LINE = 600;

/** Notices as one message, the gravest first. */
export function slackMessage(notices: readonly CountedNotice[], title: string): SlackMessage {
  const rank = ({ notice }: CountedNotice): number => NOTICE_SEVERITIES.indexOf(notice.severity);
  const ordered = [...notices].sort((a, b) => rank(b) - rank(a));
  const lines = ordered.slice(0, MOST_NOTICES).map(lineOf);
  const left = ordered.length - lines.length;
  const rest = left > 0 ? [`… and ${left} more.`] : [];
  return { text: [`*${plain(title)}*`, ...lines, ...rest].join('\n') };
}

function lineOf({ notice, unheard }: CountedNotice): string {
  const { severity, message, facts = {}, runbook } = notice;
  const figures = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  const parts = [
    `${SIGNS[severity]} ${plain(message)}`,
    ...(figures.length === 0 ? [] : [plain(`(${figures.join(', ')})`)]),
    ...(unheard === 0 ? [] : [`[${unheard} more of the same]`]),
    ...(runbook === undefined ? [] : [plain(runbook)]),
  ];
  return parts.join(' ').slice(0, LONGEST_LINE);
}

/** Without what Slack would read as a mention, a link or a new line. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(/\s+/g, ' ').trim();
}
