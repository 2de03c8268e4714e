/** The text without the user and the password of any address in it. What is printed is kept: in terminals, logs and tickets. */
export const withoutCredentials = (text: string): string =>
  text
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s"']*@/gi, "$1…@")
    .replaceAll(/\b(password|sslpassword)(\s*=\s*)[^\s&"']+/gi, "$1$2…")
