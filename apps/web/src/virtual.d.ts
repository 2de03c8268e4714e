declare module "virtual:operations" {
  const operations: import("../vite/operationTable.ts").OperationTable
  export default operations
}
