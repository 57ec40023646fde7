import { runService } from '@dogwatch/service';
import { monitorSync } from './service.js';

await runService(monitorSync);
