const NewTask = (_: { project: string | undefined; onClose: () => void }) => null
export default NewTask
