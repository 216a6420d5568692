/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

/** Shorter ones are placeholders, such as what local servers take for a key: hiding them would riddle every text. */
const SHORTEST_SECRET = 6;

/** What looks like a secret to anyone, whosoever it is; what is captured stays. */
const SECRET_LIKE: readonly RegExp[] = [
  // Credentials in an address, whatever its scheme: to look for where that begins takes the square of the time.
  /(:\/\/)[^\s/@:]*:[^\s/@]+(?=@)/g,
  /(:\/\/)[^\s/@:?#]{6,}(?=@)/g,
  // Keys as their makers shape them.
  /\b(sk-)[\w-]{8,}/g,
  /\b(xox[a-z]-)[\w-]{8,}/g,
  /\b((?:Bearer|Basic|Token)\s+)[\w.~+/=-]{6,}/gi,
  // The path of a webhook is its password.
  /(hooks\.slack(?:-gov)?\.com\/)[\w/-]+/gi,
  // A name and its value in a query, a header line, a form or JSON within a text.
  /((?:api[-_]?key|api[-_]?secret|secret[-_]?key|secret|pass[-_]?phrase|password|passwd|pwd|access[-_]?token|auth[-_]?token|token|signature|sign|(?:proxy-)?authorization|set-cookie|cookie|ok-access-(?:key|sign|passphrase))\\?["']?\s*[=:]\s*\\?["']?)(?!\[redacted\])[^\s"'\\&,;}\])]+/gi,
];

/** Names under which only secrets stand, without case and separators. */
const SECRET_NAMES =
  /(?:apikey|apisecret|secretkey|secret|secrets|passphrase|password|passwd|pwd|token|authorization|cookie|credential|credentials|signature|privatekey|webhook|webhookurl|connectionstring|databaseurl|redisurl|okaccesskey|okaccesssign)$|^(?:sign|auth)$/;

/** Whether what stands under a name is a secret, whatever it is. */
export function isSecretName(name: string): boolean {
  return SECRET_NAMES.test(name.toLowerCase().replaceAll(/[^a-z\d]/g, ''));
}

/** Makes a function that takes secrets out of a text: those that are named, in each of their spellings, and what looks like one. */
export function secretTexts(secrets: readonly string[]): (text: string) => string {
  const spellings = [...new Set(secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(spellingsOf))]
    // A secret may be the beginning of another one.
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let rest = text;
    for (const spelling of spellings) rest = rest.replaceAll(spelling, REDACTED);
    for (const pattern of SECRET_LIKE) rest = rest.replace(pattern, `$1${REDACTED}`);
    return rest;
  };
}

/** A secret as it stands in JSON, in an address, and in what is encoded. */
function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
}
