/** Why rows with such a column are not read. The property of an object with this name is what the object inherits from. */
export const protoRefused = 'A column "__proto__" cannot be read into an object: give it another name with `as`.'
