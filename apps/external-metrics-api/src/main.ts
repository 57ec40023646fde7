import { runService } from '@dogwatch/service';
import { externalMetricsApi } from './service.js';

await runService(externalMetricsApi);
