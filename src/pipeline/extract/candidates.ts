import { findAnswerTags } from './answer-tags.ts';
import { isItem } from './is-item.ts';
import type { JsonNode } from './json-node.ts';
import { type JsonReading, type JsonReadingOptions, readJson } from './json-reader.ts';
import { type Label, labelBefore } from './label.ts';
import { matchBracket } from './match-bracket.ts';
import type { Repair } from './repair.ts';
import { findSegments, type Segment } from './segments.ts';
import type { Span } from './span.ts';

/** How much a candidate's place says that it is the answer: within a sentence, by itself, in a fence, in an answer tag. */
export const PLACES = ['inline', 'standalone', 'fenced', 'tagged'] as const;
/** One of {@link PLACES}. */
export type CandidatePlace = (typeof PLACES)[number];

/** A piece of a reply that is JSON, or was meant to be. */
export interface Candidate extends Span {
  /** One node, or several objects that follow each other; empty where it could not be read. */
  readonly nodes: readonly JsonNode[];
  readonly place: CandidatePlace;
  readonly label: Label;
  readonly repairs: readonly Repair[];
}

/** What was found; `isCut` where the reply ends within a candidate, `isTooComplex` where the search was given up. */
export interface Candidates {
  readonly found: readonly Candidate[];
  readonly isCut: boolean;
  readonly isTooComplex: boolean;
}

const STRICT: JsonReadingOptions = { tolerance: 'strict', brokenObjects: 'refuse' };
/** From the least that is put up with to the most: the first that reads it all is believed. */
const ATTEMPTS: readonly JsonReadingOptions[] = [
  STRICT,
  { tolerance: 'tolerant', brokenObjects: 'refuse' },
  { tolerance: 'mixed_quotes', brokenObjects: 'refuse' },
  { tolerance: 'tolerant', brokenObjects: 'skip' },
];
const JSON_FENCES = new Set(['', 'json', 'json5', 'jsonc']);
/** Characters read per character of the reply before the search is given up. */
const MOST_EFFORT = 40;
/** No answer has as many pieces. */
const MOST_CANDIDATES = 1_000;
/** How much of the line around a candidate is looked at. */
const REACH = 200;
/** A bracket with what JSON looks like right after it; almost all brackets of prose are told apart by it, at no cost. */
const JSON_START =
  /[{｛]\s*(?:["'“”„＂}｝#/]|[A-Za-z_$][\w$-]*\s*(?:[:：]|$)|$)|[[［]\s*(?:["'“”„＂{｛[［\]］#/\d-]|$)/g;
/** What an answer that was cut off right after its first brackets looks like. */
const BEGINNING = /^[[{［｛\s]{1,40}(?:["'“]|$)/;

/**
 * Everything in a reply that begins with a bracket and reads as JSON up to its closing one, thinking left out.
 *
 * `repair: 'none'` takes JSON to the letter only.
 */
export function findCandidates(text: string, thinking: readonly Span[], repair: 'none' | 'where_balanced'): Candidates {
  const search = new Search(text, repair === 'none' ? [STRICT] : ATTEMPTS);
  const tags = findAnswerTags(text);
  for (const segment of findSegments(text, thinking)) {
    search.look(segment, tags);
    if (search.isCut || search.isTooComplex) break;
  }
  return { found: search.found, isCut: search.isCut, isTooComplex: search.isTooComplex };
}

class Search {
  readonly found: Candidate[] = [];
  isCut = false;
  isTooComplex = false;
  readonly #text: string;
  readonly #attempts: readonly JsonReadingOptions[];
  #effort: number;
  /** Where the text before a label belongs to something else. */
  #labelsFrom = 0;
  /** The bracket that was found last. */
  #start = -1;

  constructor(text: string, attempts: readonly JsonReadingOptions[]) {
    this.#text = text;
    this.#attempts = attempts;
    this.#effort = text.length * MOST_EFFORT + 10_000;
  }

  look(segment: Segment, tags: readonly Span[]): void {
    let at = segment.from;
    while (at < segment.to) {
      at = this.#nextStart(at, segment.to);
      if (at >= segment.to) return;
      const reading = this.#read(at, segment.to);
      const isLast = !segment.isClosed && segment.to === this.#text.length;
      if (reading.outcome === 'read') {
        this.#add(reading.node, reading.repairs, segment, tags);
        at = reading.node.to;
      } else if (!reading.isJson && !(isLast && this.#begins(at, reading))) {
        at++;
      } else {
        const match = matchBracket(this.#text, at, segment.to);
        if (match === 'end' && isLast) {
          this.isCut = true;
          return;
        }
        // Its parts are parts of something that nobody can read, not answers of their own.
        const end = typeof match === 'number' ? match : segment.to;
        this.#push([], at, end, [], segment, tags);
        at = end;
      }
      if (this.#effort < 0 || this.found.length > MOST_CANDIDATES) {
        this.isTooComplex = true;
        return;
      }
    }
  }

  /** Where the next bracket stands that may open JSON; `limit` where there is none before it. */
  #nextStart(from: number, limit: number): number {
    // One that lies behind this segment is kept for those to come: however many there are, the text is searched once.
    if (this.#start < from) {
      JSON_START.lastIndex = from;
      this.#start = JSON_START.exec(this.#text)?.index ?? this.#text.length;
    }
    return Math.min(this.#start, limit);
  }

  #begins(at: number, reading: JsonReading): boolean {
    return reading.outcome === 'end' && BEGINNING.test(this.#text.slice(at, at + REACH));
  }

  #read(from: number, limit: number): JsonReading {
    let isJson = false;
    let reading: JsonReading = { outcome: 'syntax', at: from, isJson };
    for (const options of this.#attempts) {
      reading = readJson(this.#text, from, limit, options);
      this.#effort -= (reading.outcome === 'read' ? reading.node.to : reading.at) - from + 1;
      if (reading.outcome === 'read') return reading;
      isJson ||= reading.isJson;
      if (this.#effort < 0) break;
    }
    return { ...reading, isJson };
  }

  #add(node: JsonNode, repairs: readonly Repair[], segment: Segment, tags: readonly Span[]): void {
    const last = this.found.at(-1);
    const isNext =
      last !== undefined &&
      isItem(node) &&
      last.nodes.length > 0 &&
      last.nodes.every(isItem) &&
      last.from >= segment.from &&
      /^[\s,]*$/.test(this.#text.slice(last.to, node.from));
    if (!isNext) {
      this.#push([node], node.from, node.to, repairs, segment, tags);
      return;
    }
    const joined: Repair = { kind: 'joined_objects', at: node.from, found: '' };
    this.found[this.found.length - 1] = {
      ...last,
      nodes: [...last.nodes, node],
      to: node.to,
      repairs: [...last.repairs, joined, ...repairs],
    };
    this.#labelsFrom = node.to;
  }

  #push(
    nodes: readonly JsonNode[],
    from: number,
    to: number,
    repairs: readonly Repair[],
    segment: Segment,
    tags: readonly Span[],
  ): void {
    this.found.push({
      nodes,
      from,
      to,
      repairs,
      place: placeOf(this.#text, from, to, segment, tags),
      label: labelBefore(this.#text, from, this.#labelsFrom),
    });
    this.#labelsFrom = to;
  }
}

function placeOf(text: string, from: number, to: number, segment: Segment, tags: readonly Span[]): CandidatePlace {
  if (tags.some((tag) => tag.from <= from && to <= tag.to)) return 'tagged';
  if (segment.kind === 'fence' && !JSON_FENCES.has(segment.language)) return 'inline';
  const before = (
    text
      .slice(Math.max(segment.from, from - REACH), from)
      .split('\n')
      .at(-1) ?? ''
  ).trim();
  const after = text.slice(to, Math.min(segment.to, to + REACH)).split('\n', 1)[0] ?? '';
  const isIntroduced = before === '' || /[:：]\**$/.test(before) || before.endsWith('>');
  if (!isIntroduced || /[\p{L}\p{N}]/u.test(after)) return 'inline';
  return segment.kind === 'fence' ? 'fenced' : 'standalone';
}
