const TaskPanel = (_: { task: string; onClose: () => void }) => null
export default TaskPanel
