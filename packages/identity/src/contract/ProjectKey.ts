import { DirectoryPath } from "@genie/store/model"

/** A project as people name it, in every input: the SHOP of SHOP-12, or the path of its repository. */
export const ProjectKey = DirectoryPath
