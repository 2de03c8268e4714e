/** The version of this package. A constant, because a bundle has no package.json to read; a test compares the two. */
export const storeVersion = "0.0.0"
