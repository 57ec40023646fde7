import { runService } from '@dogwatch/service';
import { metricsPoller } from './service.js';

await runService(metricsPoller);
