/** Whether estimates are to be believed, in a sentence. */
export function trustText(trusted: boolean | undefined): string {
  switch (trusted) {
    case true:
      return 'Trusted: past estimates held when their labels came.';
    case false:
      return 'NOT TRUSTED: recent estimates were wrong when their labels came. Labels no longer follow from the features as in training (concept drift).';
    case undefined:
      return 'Not yet compared with labels.';
  }
}
