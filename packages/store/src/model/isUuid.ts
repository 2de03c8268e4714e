/** Whether a text is an id, in upper or lower case. PostgreSQL refuses a statement for anything else. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
