/**
 * CloudTrail events whose name is not that of the IAM action which they need.
 *
 * Facts from iam-dataset (MIT), its map of SDK methods and of event sources, without the entries that the Service
 * Authorization Reference has overtaken; from the AWS documentation; and from logs.
 */

/**
 * `SOURCE ACTION: NAMES`: events of `SOURCE.amazonaws.com`; the action is one of the same service unless it names
 * another.
 */
export const renamedEvents: string = `
apigateway DELETE: DeleteAccessLogSettings DeleteApi DeleteApiKey DeleteApiMapping DeleteAuthorizer
  DeleteBasePathMapping DeleteClientCertificate DeleteCorsConfiguration DeleteDeployment DeleteDocumentationPart
  DeleteDocumentationVersion DeleteDomainName DeleteGatewayResponse DeleteIntegration DeleteIntegrationResponse
  DeleteMethod DeleteMethodResponse DeleteModel DeleteRequestValidator DeleteResource DeleteRestApi DeleteRoute
  DeleteRouteRequestParameter DeleteRouteResponse DeleteRouteSettings DeleteStage DeleteUsagePlan DeleteUsagePlanKey
  DeleteVpcLink FlushStageAuthorizersCache FlushStageCache ResetAuthorizersCache UntagResource
apigateway GET: ExportApi GetAccount GetApi GetApiKey GetApiKeys GetApiMapping GetApiMappings GetApis GetAuthorizer
  GetAuthorizers GetBasePathMapping GetBasePathMappings GetClientCertificate GetClientCertificates GetDeployment
  GetDeployments GetDocumentationPart GetDocumentationParts GetDocumentationVersion GetDocumentationVersions
  GetDomainName GetDomainNames GetExport GetGatewayResponse GetGatewayResponses GetIntegration
  GetIntegrationResponse GetIntegrationResponses GetIntegrations GetMethod GetMethodResponse GetModel
  GetModelTemplate GetModels GetRequestValidator GetRequestValidators GetResource GetResources GetRestApi
  GetRestApis GetRoute GetRouteResponse GetRouteResponses GetRoutes GetSdk GetSdkType GetSdkTypes GetStage GetStages
  GetTags GetUsage GetUsagePlan GetUsagePlanKey GetUsagePlanKeys GetUsagePlans GetVpcLink GetVpcLinks
apigateway PATCH: UpdateAccount UpdateRestApi UpdateApi UpdateApiKey UpdateApiMapping UpdateAuthorizer UpdateBasePathMapping
  UpdateClientCertificate UpdateDeployment UpdateDocumentationPart UpdateDocumentationVersion UpdateDomainName
  UpdateGatewayResponse UpdateIntegration UpdateIntegrationResponse UpdateMethod UpdateMethodResponse UpdateModel
  UpdateRequestValidator UpdateResource UpdateRoute UpdateRouteResponse UpdateStage UpdateUsage UpdateUsagePlan
  UpdateVpcLink
apigateway POST: CreateApi CreateAuthorizer CreateDocumentationPart ImportRestApi CreateApiKey CreateApiMapping CreateBasePathMapping CreateDeployment
  CreateDocumentationVersion CreateDomainName CreateIntegration CreateIntegrationResponse CreateModel
  CreateRequestValidator CreateResource CreateRestApi CreateRoute CreateRouteResponse CreateStage CreateUsagePlan
  CreateUsagePlanKey CreateVpcLink GenerateClientCertificate ImportApiKeys TagResource TestInvokeAuthorizer
  TestInvokeMethod
apigateway PUT: ImportApi PutRestApi ImportDocumentationParts PutGatewayResponse PutIntegration PutIntegrationResponse
  PutMethod PutMethodResponse ReimportApi
bedrock InvokeModel: Converse StartAsyncInvoke
bedrock InvokeModelWithResponseStream: ConverseStream
budgets ModifyBudget: CreateBudget CreateNotification CreateSubscriber DeleteBudget DeleteNotification
  DeleteSubscriber UpdateBudget UpdateNotification UpdateSubscriber
budgets ViewBudget: DescribeBudget DescribeBudgetPerformanceHistory DescribeBudgets DescribeNotificationsForBudget
  DescribeSubscribersForNotification
cassandra Alter: UpdateTable
cassandra Create: CreateKeyspace CreateTable
cassandra Drop: DeleteKeyspace DeleteTable
cassandra Restore: RestoreTable
cassandra Select: GetKeyspace GetTable ListKeyspaces ListTables ListTagsForResource
dynamodb GetItem: TransactGetItems
execute-api ManageConnections: DeleteConnection GetConnection PostToConnection
lambda GetLayerVersion: GetLayerVersionByArn
lambda InvokeFunction: Invoke InvokeWithResponseStream
s3 GetAccelerateConfiguration: GetBucketAccelerateConfiguration
s3 GetAnalyticsConfiguration: GetBucketAnalyticsConfiguration ListBucketAnalyticsConfigurations
s3 GetBucketNotification: GetBucketNotificationConfiguration
s3 GetBucketObjectLockConfiguration: GetObjectLockConfiguration
s3 GetBucketPublicAccessBlock: GetPublicAccessBlock
s3 GetEncryptionConfiguration: GetBucketEncryption
s3 GetIntelligentTieringConfiguration: GetBucketIntelligentTieringConfiguration
  ListBucketIntelligentTieringConfigurations
s3 GetInventoryConfiguration: GetBucketInventoryConfiguration ListBucketInventoryConfigurations
s3 GetLifecycleConfiguration: GetBucketLifecycle GetBucketLifecycleConfiguration
s3 GetMetricsConfiguration: GetBucketMetricsConfiguration ListBucketMetricsConfigurations
s3 GetObject: SelectObjectContent
s3 GetReplicationConfiguration: GetBucketReplication
s3 GetStorageLensDashboard: GetStorageLensDashboardDataInternal
s3 ListAllMyBuckets: ListBuckets
s3 ListBucket: HeadBucket ListObjects ListObjectsV2
s3 ListBucketMultipartUploads: ListMultipartUploads
s3 ListBucketVersions: ListObjectVersions
s3 ListMultipartUploadParts: ListParts
s3 PutAccelerateConfiguration: PutBucketAccelerateConfiguration
s3 PutAccountPublicAccessBlock: DeleteAccountPublicAccessBlock
s3 PutAnalyticsConfiguration: DeleteBucketAnalyticsConfiguration PutBucketAnalyticsConfiguration
s3 PutBucketCORS: DeleteBucketCors
s3 PutBucketNotification: PutBucketNotificationConfiguration
s3 PutBucketObjectLockConfiguration: PutObjectLockConfiguration
s3 PutBucketOwnershipControls: DeleteBucketOwnershipControls
s3 PutBucketPublicAccessBlock: DeleteBucketPublicAccessBlock DeletePublicAccessBlock PutPublicAccessBlock
s3 PutBucketTagging: DeleteBucketTagging
s3 PutEncryptionConfiguration: DeleteBucketEncryption PutBucketEncryption
s3 PutIntelligentTieringConfiguration: DeleteBucketIntelligentTieringConfiguration PutBucketIntelligentTieringConfiguration
s3 PutInventoryConfiguration: DeleteBucketInventoryConfiguration PutBucketInventoryConfiguration
s3 PutLifecycleConfiguration: DeleteBucketLifecycle DeleteBucketLifecycleConfiguration PutBucketLifecycle PutBucketLifecycleConfiguration
s3 PutMetricsConfiguration: DeleteBucketMetricsConfiguration PutBucketMetricsConfiguration
s3 PutObject: CompleteMultipartUpload CreateMultipartUpload UploadPart
s3 PutReplicationConfiguration: DeleteBucketReplication
s3express CreateSession: AbortMultipartUpload CompleteMultipartUpload CopyObject CreateMultipartUpload DeleteObject
  DeleteObjects GetObject GetObjectAttributes HeadBucket HeadObject ListMultipartUploads ListObjectsV2 ListParts
  PutObject UploadPart UploadPartCopy
s3express ListAllMyDirectoryBuckets: ListDirectoryBuckets
s3-outposts GetLifecycleConfiguration: GetBucketLifecycleConfiguration
s3-outposts PutBucketTagging: DeleteBucketTagging
s3-outposts PutLifecycleConfiguration: PutBucketLifecycleConfiguration
sns Publish: PublishBatch
sqs ChangeMessageVisibility: ChangeMessageVisibilityBatch
sqs DeleteMessage: DeleteMessageBatch
sqs SendMessage: SendMessageBatch
`;

/** `SOURCE WHY: NAMES`: events that no identity policy has to allow. */
export const eventsWithoutAction: string = `
ec2 no-iam-action: BidEvictedEvent SharedSnapshotCopyInitiated SharedSnapshotVolumeCreated
ec2messages no-iam-action: SendHeartbeat
ecr no-iam-action: PolicyExecutionEvent
elasticfilesystem no-iam-action: NewClientConnection UpdateClientConnection
kms no-iam-action: DeleteKey RotateKey
organizations no-iam-action: CloseAccountResult CreateAccountResult
rolesanywhere no-iam-action: CreateSession
secretsmanager no-iam-action: CancelSecretVersionDelete EndSecretVersionDelete RotationAbandoned RotationFailed
  RotationStarted RotationSucceeded StartSecretVersionDelete
signin no-iam-action: CheckMfa ConsoleLogin CredentialChallenge CredentialVerification EmailUpdated ExitRole
  ExternalIdPDirectoryLogin GetSigninToken PasswordRecoveryCompleted PasswordRecoveryRequested PasswordUpdated
  RenewRole SwitchRole UserAuthentication
sso no-iam-action: Authenticate Federate Logout
dynamodb no-permission-needed: DescribeEndpoints
sts no-permission-needed: GetCallerIdentity GetSessionToken
sts trust-policy-only: AssumeRoleWithSAML AssumeRoleWithWebIdentity
`;

/** `PREFIX: SOURCES`: where the service prefix of IAM actions is not the event source's name. */
export const sourcesByPrefix: string = `
applicationinsights: application-insights
appstream: appstream2
aws-marketplace: agreement-marketplace discovery-marketplace marketplacecatalog reporting-marketplace
aws-marketplace-management: management-marketplace
billing: billingconsole
chime: chime-sdk-media-pipelines chime-sdk-voice
cloudformation: cloudcontrolapi
cloudwatch: monitoring
connect: contact-lens participant-connect
dynamodb: streams.dynamodb
es: opensearchservice
lex: models.lex runtime.lex
mechanicalturk: mturk-requester
mgh: migrationhub
mobiletargeting: pinpoint
mq: amazonmq
pricing: pricelist
rds-data: rdsdata
servicecatalog: servicecatalog-appregistry
tag: tagging
tax: taxconsole
transcribe: transcribestreaming
wisdom: qconnect
`;
