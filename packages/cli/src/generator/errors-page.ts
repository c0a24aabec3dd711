import { type ErrorCode, errors } from '@drave/base';
import { errorExplanations } from '../explanations/error-explanations.js';
import { sentences } from '../explanations/sentences.js';

const INTRODUCTION = `# Errors, A to Z

Written by \`npm run generate\` from \`packages/cli/src/explanations\` and \`packages/base/src/errors.ts\`.

Every failure has a code: Kafka's, under its name and number, where Kafka has one for it. The SDK throws a
\`DraveError\` with it as \`code\`, gRPC carries it in the \`ErrorInfo\` of the status, and \`-o json\` prints it.
\`drave explain NOT_LEADER_OR_FOLLOWER\` shows one entry of this page, \`drave explain 6\` the same by Kafka's
number. *Retriable* means that the same request may succeed later without a change.

What you see may have no code, mostly when something does not start: [Sentences](#sentences) are first.
`;

/** The Markdown page of every sentence and every code. */
export function errorsPage(): string {
  const codes = (Object.keys(errors) as ErrorCode[]).toSorted();
  return [
    INTRODUCTION,
    '## Sentences\n',
    ...sentences.map(({ says, cause, cure }) => `### … ${says.trim()} …\n\n${cause} **Cure:** ${cure}\n`),
    '## Codes\n',
    ...codes.map(codeSection),
  ].join('\n');
}

function codeSection(code: ErrorCode): string {
  const { kafka, grpc, retriable, text } = errors[code];
  const { cause, cure } = errorExplanations[code];
  const numbers = `Kafka ${kafka}, gRPC ${grpc}${retriable ? ', retriable' : ''}.`;
  return `### ${code}\n\n*${text.charAt(0).toUpperCase()}${text.slice(1)}.* ${numbers} ${cause} **Cure:** ${cure}\n`;
}
