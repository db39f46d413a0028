/** Whether estimates are to be believed, in a sentence. */
export function trustText(trusted: boolean | undefined): string {
  switch (trusted) {
    case true:
      return 'Trusted: accuracy, precision, recall and F1 came out in the band or where such figures lay in training, in most of the last three comparisons with labels.';
    case false:
      return 'NOT TRUSTED: recent estimates were wrong when their labels came. Labels no longer follow from the features as in training (concept drift).';
    case undefined:
      return 'Not yet compared with labels.';
  }
}

/** What no estimate can see. */
export const BLIND_TO_CONCEPT_DRIFT =
  'Estimates suppose that labels follow from the features as in training: they see inputs change, and are blind to concept drift.';
