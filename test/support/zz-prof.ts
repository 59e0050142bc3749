import { testService } from './service.js';
for (let i = 0; i < 8; i++) { const u=process.cpuUsage(); const s = await testService(); await s.close(); const v=process.cpuUsage(u); console.log(i, v.user/1e3|0, v.system/1e3|0); }
process.exit(0);
