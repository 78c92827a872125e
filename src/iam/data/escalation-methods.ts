/**
 * Known ways from some permissions to more of them, in one step.
 *
 * The catalogue is ours. Which actions make up a method, and what must exist for it, are facts taken from
 * pathfinding.cloud and Prowler (both Apache-2.0; ids `pf:`, `iam-`, `prowler:` and the like are theirs), Rhino
 * Security Labs and PMapper's documentation.
 */
export interface EscalationMethod {
  readonly id: string;
  /** All of them are needed. */
  readonly actions: readonly string[];
  /** What the actions must be allowed on, and what is gained. */
  readonly step: EscalationStep;
  /** `pass-role` and `runs-as`: services that a role must trust, any of them: `lambda.amazonaws.com`. */
  readonly services: readonly string[];
  /** What must exist already: for `runs-as` it runs as the role, for `pass-role` it is given the role. */
  readonly workload?: string;
}

/**
 * - `own-policies`, `own-policy-version`, `own-policy-default`, `own-boundary`: the principal's own rights grow.
 * - `join-group`, `other-user`, `assume-role`, `trust-of-role`: it becomes someone who may more.
 * - `change-...`: it gives someone more rights, then becomes that one.
 * - `boundary-of-role`: it takes the boundary off a role that it may be.
 * - `pass-role`: it makes a service run its work as a role; `runs-as`: such work exists already.
 * - `permission-set`: it changes IAM Identity Center's permission sets.
 * - `retired`: the service is gone; kept so that the list is complete, never reported.
 */
export type EscalationStep =
  | "own-policies"
  | "own-policy-version"
  | "own-policy-default"
  | "own-boundary"
  | "join-group"
  | "other-user"
  | "assume-role"
  | "trust-of-role"
  | "change-user"
  | "change-and-assume"
  | "change-and-retrust"
  | "change-policy-and-assume"
  | "change-policy-and-retrust"
  | "boundary-of-role"
  | "permission-set"
  | "pass-role"
  | "runs-as"
  | "retired";

export const escalationMethods: readonly EscalationMethod[] = [
  method("iam-001", "own-policy-version", "iam:CreatePolicyVersion"),
  method("iam-005", "own-policies", "iam:PutRolePolicy"),
  method("iam-007", "own-policies", "iam:PutUserPolicy"),
  method("iam-008", "own-policies", "iam:AttachUserPolicy"),
  method("iam-009", "own-policies", "iam:AttachRolePolicy"),
  method("iam-010", "own-policies", "iam:AttachGroupPolicy"),
  method("iam-011", "own-policies", "iam:PutGroupPolicy"),
  method("iam-013", "join-group", "iam:AddUserToGroup"),
  method("pf:iam-022", "own-boundary", "iam:DeleteUserPermissionsBoundary"),
  method("pf:sso-001", "permission-set", "sso:AttachManagedPolicyToPermissionSet sso:CreateAccountAssignment sso:CreatePermissionSet"),
  method("pf:sso-002", "permission-set", "sso:AttachManagedPolicyToPermissionSet"),
  method("pf:sso-003", "permission-set", "sso:PutInlinePolicyToPermissionSet"),
  method("prowler:SetDefaultPolicyVersion", "own-policy-default", "iam:SetDefaultPolicyVersion"),
  method("iam-002", "other-user", "iam:CreateAccessKey"),
  method("iam-003", "other-user", "iam:CreateAccessKey iam:DeleteAccessKey"),
  method("iam-004", "other-user", "iam:CreateLoginProfile"),
  method("iam-006", "other-user", "iam:UpdateLoginProfile"),
  method("iam-012", "trust-of-role", "iam:UpdateAssumeRolePolicy"),
  method("iam-014", "change-and-assume", "iam:AttachRolePolicy sts:AssumeRole"),
  method("iam-015", "change-user", "iam:AttachUserPolicy iam:CreateAccessKey"),
  method("iam-016", "change-policy-and-assume", "iam:CreatePolicyVersion sts:AssumeRole"),
  method("iam-017", "change-and-assume", "iam:PutRolePolicy sts:AssumeRole"),
  method("iam-018", "change-user", "iam:CreateAccessKey iam:PutUserPolicy"),
  method("iam-019", "change-and-retrust", "iam:AttachRolePolicy iam:UpdateAssumeRolePolicy"),
  method("iam-020", "change-policy-and-retrust", "iam:CreatePolicyVersion iam:UpdateAssumeRolePolicy"),
  method("iam-021", "change-and-retrust", "iam:PutRolePolicy iam:UpdateAssumeRolePolicy"),
  method("sts-001", "assume-role", "sts:AssumeRole"),
  passRole("apprunner-001", "tasks.apprunner", "apprunner:CreateService"),
  passRole("bedrock-001", "bedrock-agentcore", "bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:InvokeCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession"),
  passRole("cloudformation-001", "cloudformation", "cloudformation:CreateStack"),
  passRole("cloudformation-003", "cloudformation", "cloudformation:CreateStackInstances cloudformation:CreateStackSet"),
  passRole("cloudformation-004", "cloudformation", "cloudformation:UpdateStackSet"),
  runsAs("cloudformation-005", "cloudformation", "stack", "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet"),
  passRole("codebuild-001", "codebuild", "codebuild:CreateProject codebuild:StartBuild"),
  passRole("codebuild-004", "codebuild", "codebuild:CreateProject codebuild:StartBuildBatch"),
  passRole("datapipeline-001", "datapipeline elasticmapreduce", "datapipeline:ActivatePipeline datapipeline:CreatePipeline datapipeline:PutPipelineDefinition"),
  passRole("ec2-001", "ec2", "ec2:RunInstances"),
  passRole("ec2-003", "ec2", "ec2:RequestSpotInstances"),
  passRole("ecs-001", "ecs-tasks", "ecs:CreateCluster ecs:CreateService ecs:RegisterTaskDefinition"),
  passRole("ecs-002", "ecs-tasks", "ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask"),
  passRole("ecs-003", "ecs-tasks", "ecs:CreateService ecs:RegisterTaskDefinition"),
  passRole("ecs-004", "ecs-tasks", "ecs:RegisterTaskDefinition ecs:RunTask"),
  passRole("ecs-005", "ecs-tasks", "ecs:RegisterTaskDefinition ecs:StartTask"),
  passRole("glue-001", "glue", "glue:CreateDevEndpoint"),
  passRole("glue-003", "glue", "glue:CreateJob glue:StartJobRun"),
  passRole("glue-004", "glue", "glue:CreateJob glue:CreateTrigger"),
  passRole("glue-005", "glue", "glue:StartJobRun glue:UpdateJob", "Glue job"),
  passRole("glue-006", "glue", "glue:CreateTrigger glue:UpdateJob", "Glue job"),
  passRole("lambda-001", "lambda", "lambda:CreateFunction lambda:InvokeFunction"),
  passRole("lambda-002", "lambda", "lambda:CreateEventSourceMapping lambda:CreateFunction"),
  passRole("lambda-006", "lambda", "lambda:AddPermission lambda:CreateFunction"),
  passRole("pf:batch-001/002", "ecs-tasks", "batch:RegisterJobDefinition batch:SubmitJob"),
  passRole("pf:braket-001", "braket", "braket:CreateJob"),
  passRole("pf:cognitoidentity-001", "cognito-identity", "cognito-identity:SetIdentityPoolRoles", "identity pool"),
  passRole("pf:ecs-009", "ecs-tasks", "ecs:StartTask", "ECS task definition"),
  passRole("pf:emr-001", "elasticmapreduce", "elasticmapreduce:RunJobFlow"),
  passRole("pf:emrserverless-001", "emr-serverless", "emr-serverless:CreateApplication emr-serverless:StartJobRun"),
  passRole("pf:gamelift-001", "gamelift", "gamelift:CreateBuild gamelift:CreateFleet gamelift:RequestUploadCredentials"),
  passRole("pf:glue-007", "glue", "glue:CreateSession glue:RunStatement"),
  passRole("pf:imagebuilder-001", "ec2", "imagebuilder:CreateComponent imagebuilder:CreateImage imagebuilder:CreateImageRecipe imagebuilder:CreateInfrastructureConfiguration"),
  passRole("pf:kinesisanalytics-001", "kinesisanalytics", "kinesisanalytics:CreateApplication kinesisanalytics:StartApplication"),
  passRole("pf:omics-001", "omics", "omics:CreateWorkflow omics:StartRun s3:GetObject"),
  passRole("pf:scheduler-001", "scheduler", "scheduler:CreateSchedule"),
  passRole("pf:ssm-003", "ssm", "ssm:CreateDocument ssm:StartAutomationExecution"),
  passRole("pf:stepfunctions-001", "states", "states:CreateStateMachine states:StartExecution"),
  passRole("pmapper-ec2-2", "ec2", "ec2:RunInstances iam:AddRoleToInstanceProfile iam:CreateInstanceProfile"),
  passRole("prowler:PassRole+AgentCoreCreateBrowser+ConnectBrowser", "bedrock-agentcore", "bedrock-agentcore:ConnectBrowserAutomationStream bedrock-agentcore:CreateBrowser bedrock-agentcore:StartBrowserSession"),
  passRole("prowler:PassRole+AgentCoreCreateHarness+InvokeRuntimeCommand", "bedrock-agentcore", "bedrock-agentcore:CreateAgentRuntime bedrock-agentcore:CreateAgentRuntimeEndpoint bedrock-agentcore:CreateHarness bedrock-agentcore:CreateWorkloadIdentity bedrock-agentcore:GetAgentRuntime bedrock-agentcore:InvokeAgentRuntimeCommand"),
  passRole("prowler:PassRole+AgentCoreCreateRuntime+InvokeRuntimeCommand", "bedrock-agentcore", "bedrock-agentcore:CreateAgentRuntime bedrock-agentcore:CreateAgentRuntimeEndpoint bedrock-agentcore:CreateWorkloadIdentity bedrock-agentcore:InvokeAgentRuntimeCommand"),
  retired("prowler:PassRole+CodeStar", "codestar:CreateProject iam:PassRole"),
  passRole("prowler:PassRole+CreateAutoScaling", "ec2", "autoscaling:CreateAutoScalingGroup autoscaling:CreateLaunchConfiguration"),
  passRole("prowler:PassRole+CreateLambda+NewDynamo", "lambda", "dynamodb:CreateTable dynamodb:PutItem lambda:CreateEventSourceMapping lambda:CreateFunction"),
  passRole("prowler:PassRole+ECS+RunTask", "ecs-tasks", "ecs:RunTask", "ECS task definition"),
  passRole("prowler:PassRole+ECS+StartTask", "ecs-tasks", "ecs:DeregisterContainerInstance ecs:RegisterContainerInstance ecs:StartTask", "ECS task definition"),
  passRole("prowler:PassRole+UpdateAutoScaling", "ec2", "autoscaling:CreateLaunchConfiguration autoscaling:UpdateAutoScalingGroup", "Auto Scaling group"),
  passRole("sagemaker-001", "sagemaker", "sagemaker:CreateNotebookInstance"),
  passRole("sagemaker-002", "sagemaker", "sagemaker:CreateTrainingJob"),
  passRole("sagemaker-003", "sagemaker", "sagemaker:CreateProcessingJob"),
  runsAs("apprunner-002", "tasks.apprunner", "App Runner service", "apprunner:UpdateService"),
  runsAs("bedrock-002", "bedrock-agentcore", "AgentCore code interpreter", "bedrock-agentcore:InvokeCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession"),
  runsAs("cloudformation-002", "cloudformation", "stack", "cloudformation:UpdateStack"),
  runsAs("codebuild-002", "codebuild", "CodeBuild project", "codebuild:StartBuild"),
  runsAs("codebuild-003", "codebuild", "CodeBuild project", "codebuild:StartBuildBatch"),
  runsAs("ec2-002", "ec2", "instance", "ec2:ModifyInstanceAttribute ec2:StartInstances ec2:StopInstances"),
  runsAs("ec2-004", "ec2", "launch template in use", "ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate"),
  runsAs("ec2instanceconnect-003", "ec2", "instance", "ec2-instance-connect:SendSSHPublicKey ec2:DescribeInstances"),
  runsAs("glue-002", "glue", "Glue development endpoint", "glue:UpdateDevEndpoint"),
  runsAs("lambda-003", "lambda", "function", "lambda:UpdateFunctionCode"),
  runsAs("lambda-004", "lambda", "function", "lambda:InvokeFunction lambda:UpdateFunctionCode"),
  runsAs("lambda-005", "lambda", "function", "lambda:AddPermission lambda:UpdateFunctionCode"),
  runsAs("pf:codedeploy-001", "codedeploy ec2", "deployment group", "codedeploy:CreateDeployment codedeploy:GetDeploymentConfig codedeploy:RegisterApplicationRevision"),
  method("pf:iam-023", "boundary-of-role", "iam:DeleteRolePermissionsBoundary sts:AssumeRole"),
  runsAs("pf:stepfunctions-002", "states", "state machine", "states:StartExecution states:UpdateStateMachine"),
  passRole("pmapper-cfn-upd", "cloudformation", "cloudformation:UpdateStack", "stack"),
  passRole("pmapper-codebuild-upd", "codebuild", "codebuild:StartBuild codebuild:UpdateProject", "CodeBuild project"),
  passRole("pmapper-ec2-1", "ec2", "ec2:AssociateIamInstanceProfile ssm:SendCommand", "instance"),
  passRole("pmapper-lambda-cfg", "lambda", "lambda:InvokeFunction lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration", "function"),
  runsAs("prowler:AgentCoreBrowserSessionConnect", "bedrock-agentcore", "AgentCore browser", "bedrock-agentcore:ConnectBrowserAutomationStream bedrock-agentcore:StartBrowserSession"),
  runsAs("prowler:AgentCoreInvokeRuntimeCommand", "bedrock-agentcore", "AgentCore runtime", "bedrock-agentcore:InvokeAgentRuntimeCommand"),
  method("prowler:AssumeRole+UpdateAssumeRolePolicy", "trust-of-role", "iam:UpdateAssumeRolePolicy sts:AssumeRole"),
  runsAs("prowler:BatchSubmitJob", "ecs-tasks", "Batch job definition", "batch:SubmitJob"),
  runsAs("prowler:ECS+ExecuteCommand", "ecs-tasks", "ECS task", "ecs:DescribeTasks ecs:ExecuteCommand"),
  runsAs("prowler:lambdaUpdateFunctionConfiguration", "lambda", "function", "lambda:UpdateFunctionConfiguration"),
  retired("rhino-23", "codestar:CreateProjectFromTemplate"),
  retired("rhino-25", "codestar:AssociateTeamMember codestar:CreateProject"),
  runsAs("sagemaker-004", "sagemaker", "notebook instance", "sagemaker:CreatePresignedNotebookInstanceUrl"),
  runsAs("sagemaker-005", "sagemaker", "notebook instance", "sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:StartNotebookInstance sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance"),
  runsAs("ssm-001", "ec2", "instance", "ssm:StartSession"),
  runsAs("ssm-002", "ec2", "instance", "ssm:SendCommand"),
];

function method(id: string, step: EscalationStep, actions: string): EscalationMethod {
  return { id, step, actions: actions.split(" "), services: [] };
}

function retired(id: string, actions: string): EscalationMethod {
  return method(id, "retired", actions);
}

function passRole(id: string, services: string, actions: string, workload?: string): EscalationMethod {
  return {
    id,
    step: "pass-role",
    actions: [...actions.split(" "), "iam:PassRole"],
    services: principals(services),
    ...(workload !== undefined && { workload }),
  };
}

function runsAs(id: string, services: string, workload: string, actions: string): EscalationMethod {
  return { id, step: "runs-as", actions: actions.split(" "), services: principals(services), workload };
}

function principals(services: string): readonly string[] {
  return services.split(" ").map((service) => `${service}.amazonaws.com`);
}
