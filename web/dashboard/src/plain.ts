/** `leadAgency` as “Lead agency”, `IN_FORCE` as “In force”, `CapacityActivity` as “Capacity activity”. */
export function plain(name: string): string {
  const spaced =
    name.includes('_') || name === name.toUpperCase() ? name.replaceAll('_', ' ') : name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
  const lower = spaced.toLowerCase();
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}
