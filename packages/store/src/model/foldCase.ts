/** A text as it is compared without regard to case: `Review` and `REVIEW` are one name, `é` in one part and in two, too. */
export const foldCase = (text: string): string => text.normalize("NFKC").toLowerCase().normalize("NFKC")
