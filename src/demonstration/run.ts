export function runDemonstration(): Promise<void> {
  return Promise.reject(new Error('not there yet'));
}
