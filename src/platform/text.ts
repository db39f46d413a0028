/**
 * Says what keeps a text from being stored and found again, or nothing. PostgreSQL takes no NUL, and an unpaired
 * surrogate would come back as another character.
 */
export function textProblem(text: string, maxLength: number): string | undefined {
  if (text.length === 0) return 'must not be empty';
  if (text.length > maxLength) return `must have at most ${maxLength} characters, has ${text.length}`;
  if (/[\p{Cc}\p{Surrogate}]/u.test(text)) return 'must not contain control characters or unpaired surrogates';
  return undefined;
}
