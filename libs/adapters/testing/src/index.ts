export type { User } from './kube-simulator/access.js';
export type { ClusterCertificates } from './kube-simulator/cluster-certificates.js';
export { startKubeSimulator } from './kube-simulator/kube-simulator.js';
export type { KubeSimulator, KubeSimulatorOptions, ServedApi } from './kube-simulator/kube-simulator.js';
export type { ObjectStore, StoredObject, StoreEvent } from './kube-simulator/object-store.js';
export { createTestCa, issueCertificate } from './test-certificates.js';
export type { CertificateOrder, CertificatePair, TestCa } from './test-certificates.js';
export { kubeContract } from './kube-contract/kube-contract.js';
export type { ContractCheck, ContractContext } from './kube-contract/contract-check.js';
