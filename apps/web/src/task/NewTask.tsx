const NewTask = (_: { project: string | undefined; column: string | undefined; onClose: () => void }) => null
export default NewTask
