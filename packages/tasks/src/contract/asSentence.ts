/** What people write as a reason ends as they like: this ends as a sentence does. */
export const asSentence = (text: string): string => {
  const said = text.trim()
  return /[.!?…]$/.test(said) ? said : `${said}.`
}
