/** The version of Genie this is. */
export const version = "0.0.0"

/** The last migration this version knows. Two sides that differ in it do not understand each other. */
export const schema = "0010_repositories"
